import Raster
import Synchronization

/// Asks a run to end early: what is being measured is finished, nothing more is begun.
public final class StopRequest: Sendable {
  /// Why a run ends early.
  public enum Reason: Sendable, Equatable {
    /// A person or the system asked for it.
    case interrupted
    /// Results cannot be stored, so that more of them would be lost; the text says why.
    case cannotStore(String)
  }

  private let state = Guarded<Reason?>(nil)
  private let isSet = Atomic<Bool>(false)

  /// Makes a request that has not been made yet.
  public init() {}

  /// Asks; the first reason stays.
  public func request(_ reason: Reason) {
    state.withLock { if $0 == nil { $0 = reason } }
    isSet.store(true, ordering: .releasing)
  }

  /// Whether the run is to end; cheap enough for inner loops.
  public var isRequested: Bool { isSet.load(ordering: .acquiring) }

  /// Why, nil as long as nobody asked.
  public var reason: Reason? { state.withLock { $0 } }
}
