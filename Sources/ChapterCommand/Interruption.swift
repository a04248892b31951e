import Foundation
import Synchronization

// MARK: - A wish to stop

/// Whether somebody asked the program to stop.
public final class Interruption: Sendable {
  private let requests = Atomic<Int>(0)

  /// Creates an interruption that nobody has asked for yet.
  public init() {}

  /// Asks the program to stop; tells how often that was asked before.
  @discardableResult
  public func request() -> Int {
    requests.wrappingAdd(1, ordering: .relaxed).oldValue
  }

  /// Whether the program was asked to stop.
  public var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }
}

/// The program was asked to stop, and did.
public struct Interrupted: Error {
  /// Creates the error.
  public init() {}
}

// MARK: - Signals

extension Interruption {
  /// What SIGINT and SIGTERM ask for.
  public static let bySignal = Interruption()

  /// From now on, the first SIGINT or SIGTERM asks the program to stop, and the second ends it.
  ///
  /// Only what is allowed in a signal handler happens there: an atomic addition, `write`, `_exit`.
  public static func catchSignals() {
    // Created here, so that the handler does not have to.
    _ = bySignal.isRequested
    // Whoever started this process may have kept its own signals back, and so this process's.
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&wanted, number)
      signal(number) { _ in
        guard Interruption.bySignal.request() == 0 else { _exit(130) }
        let notice: StaticString = "\nstopping at the next safe place; once more stops at once\n"
        _ = write(STDERR_FILENO, notice.utf8Start, notice.utf8CodeUnitCount)
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
  }
}
