import Tensors
import Testing

@testable import FastFeedforward

// MARK: - Soft and hard

@Suite("A soft tree that has made up its mind is a hard one")
struct SoftTreeTests {
  @Test(arguments: [(0, 3), (1, 1), (2, 4), (5, 2)])
  func `saturated nodes: the mixture is one leaf, its bias included`(
    shape: (depth: Int, leafWidth: Int)
  ) {
    let (tree, _) = makeSoftTree(depth: shape.depth, leafWidth: shape.leafWidth)
    let x = randomTensor([40, 5])
    let soft = distance(tree.mixture(x), tree.walking(x))
    #expect(shape.depth == 0 ? soft < 1e-5 : soft > 0.01, "a mixture is no leaf yet")
    tree.nodes?.weights.withElements { for i in $0.indices { $0[i] *= 1e5 } }
    tree.nodes?.biases.withElements { for i in $0.indices { $0[i] *= 1e5 } }
    #expect(tree.output.biases.elements.contains { abs($0) > 0.1 })
    #expect(distance(tree.mixture(x), tree.walking(x)) < 1e-4)
  }

  @Test func `shares are the products along the paths, and sum to 1`() {
    let scores = Tensor([0.3, -1, 2, 0, 0, 0], shape: [2, 3])
    let shares = scores.leafShares(in: BinaryTree(depth: 2)).elements
    func c(_ score: Float) -> Float { sigmoid(score) }
    let expected = [
      (1 - c(0.3)) * (1 - c(-1)), (1 - c(0.3)) * c(-1), c(0.3) * (1 - c(2)), c(0.3) * c(2),
      0.25, 0.25, 0.25, 0.25,
    ]
    for (share, expected) in zip(shares, expected) { #expect(abs(share - expected) < 1e-6) }
  }

  @Test func `region leak reverses decisions, on a tape with a seed only`() {
    let scores = randomTensor([200, 1])
    let plain = scores.leafShares(in: BinaryTree(depth: 1)).elements
    let leaked = scores.leafShares(
      in: BinaryTree(depth: 1), leak: RegionLeak(0.25, seed: 5)
    ).elements
    let reversed = (0..<200).filter { abs(leaked[2 * $0] - plain[2 * $0]) > 1e-6 }
    #expect((30...70).contains(reversed.count))
    #expect(reversed.allSatisfy { abs(leaked[2 * $0] - plain[2 * $0 + 1]) < 1e-6 })
    let (tree, _) = makeSoftTree(depth: 3, leafWidth: 2) { $0.regionLeak = 0.5 }
    let mixture = makeSoftTree(depth: 3, leafWidth: 2).tree.mixture(randomTensor([9, 5]))
    #expect(distance(tree.mixture(randomTensor([9, 5])), mixture) == 0)
    #expect(distance(recording([9, 5]) { tree($0) }, mixture) == 0)
    #expect(distance(recording([9, 5], dropoutSeed: 1) { tree($0) }, mixture) > 0.01)
  }
}
