import Glibc

/// Requests for memory, counted when the library `allocations` was loaded before the program.
enum AllocationCount {
  private typealias Counter = @convention(c) () -> UInt64

  private static let counter: Counter? = dlsym(nil, "ki67_allocations").map {
    unsafeBitCast($0, to: Counter.self)
  }

  static var isCounted: Bool { counter != nil }

  /// Blocks that were asked for so far.
  static var blocks: Int { Int(counter?() ?? 0) }
}
