#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A value that one thread at a time may touch.
///
/// As `Synchronization.Mutex`, whose contended path waits inside a library without instrumentation:
/// the thread sanitizer cannot see it and reports races that are none. It knows `pthread_mutex_t`,
/// so this type is used instead and the sanitizer's word can be trusted. A thread that locks it
/// again inside `withLock` waits for ever.
public final class Guarded<Value: ~Copyable>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value

  /// Guards a value, which nobody else may hold.
  public init(_ value: consuming sending Value) {
    // On the heap, because a mutex must stay where it was made.
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    self.value = value
    let status = pthread_mutex_init(mutex, nil)
    precondition(status == 0, "no mutex could be made: \(status)")
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deinitialize(count: 1)
    mutex.deallocate()
  }

  /// Runs a body while no other thread touches the value.
  ///
  /// - Returns: what the body returns.
  /// - Throws: what the body throws.
  public func withLock<Result, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
