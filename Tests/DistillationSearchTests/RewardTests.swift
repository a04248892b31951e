import Testing

@testable import DistillationSearch

// MARK: - Rewards

/// Losses and latencies of students, some worse than a guess of the mean, some beyond any budget.
private let students: [(loss: Double, latency: Double)] = [
  (0.2, 9), (0.25, 3), (0.3, 2.9), (0.5, 1), (0.8, 0.4), (0.97, 0.1),
]

private func ranking(_ reward: Reward) -> [Int] {
  let rewards = students.map { reward(loss: $0.loss, latency: $0.latency) }
  return students.indices.sorted { rewards[$0] > rewards[$1] }
}

private func power(beta: Double = 1, isClamped: Bool = false) -> Reward {
  .power(exponent: -0.06, beta: beta, teacher: 10, isClamped: isClamped)
}

@Suite struct RewardTests {
  @Test(arguments: [0.01, 0.1, 0.5, 2, 100])
  func `in the power form β changes every reward by one factor, and no ranking`(beta: Double) {
    let factors = students.map {
      power(beta: beta)(loss: $0.loss, latency: $0.latency)
        / power()(loss: $0.loss, latency: $0.latency)
    }
    for factor in factors { #expect(abs(factor / factors[0] - 1) < 1e-12) }
    #expect(ranking(power(beta: beta)) == ranking(power()))
  }

  @Test func `half the latency is worth 4.2 percent`() {
    let ratio = power()(loss: 0.3, latency: 2) / power()(loss: 0.3, latency: 4)
    #expect(abs(ratio - 1.0425) < 0.0001)
  }

  @Test func `beyond a loss of 1 the slower of two students wins, unless it is clamped`() {
    #expect(power()(loss: 1.5, latency: 8) > power()(loss: 1.5, latency: 1))
    #expect(power()(loss: 0.5, latency: 8) < power()(loss: 0.5, latency: 1))
    let clamped = power(isClamped: true)
    #expect(clamped(loss: 1.5, latency: 8) == 0 && clamped(loss: 1.5, latency: 1) == 0)
    #expect(clamped(loss: 0.5, latency: 8) == power()(loss: 0.5, latency: 8))
  }

  @Test func `a hard budget is never exceeded, and within it the loss alone counts`() {
    for budget in [0.2, 1, 3, 5] {
      let best = students[ranking(.hard(budget: budget))[0]]
      #expect(best.latency <= budget)
      #expect(
        best.loss == students.filter { $0.latency <= budget }.map(\.loss).min())
    }
    let reward = Reward.hard(budget: 1)
    #expect(reward(loss: 5, latency: 1) > reward(loss: 0, latency: 1.01))
    #expect(reward(loss: 0, latency: 1.4) > reward(loss: 0, latency: 1.5))
    #expect(reward(loss: 0, latency: 90) > reward(loss: 0, latency: 91))
    #expect(reward(loss: 0, latency: 9) > -1)
  }

  @Test func `budgets in the piecewise form change who is best; in the power form none can`() {
    let best = [1, 3, 9].map { budget in
      ranking(.piecewise(budget: budget, within: 0, beyond: -1))[0]
    }
    #expect(Set(best).count == 3)
    #expect(Set([1.0, 3, 9].map { ranking(power(beta: $0 / 10))[0] }).count == 1)
  }

  @Test func `the piecewise form is one number on its border, and falls at once behind it`() {
    let reward = Reward.piecewise(budget: 2, within: 0, beyond: -1)
    #expect(reward(loss: 0.25, latency: 1) == 0.75 && reward(loss: 0.25, latency: 2) == 0.75)
    #expect(reward(loss: 0.25, latency: 4) == 0.375)
  }
}
