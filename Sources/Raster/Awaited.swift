#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A value that one thread at a time may touch, and whose changes other threads can wait for.
///
/// As `Guarded`, with a `pthread_cond_t` beside the mutex.
public final class Awaited<Value: Sendable>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var value: Value

  /// Guards a value.
  public init(_ value: Value) {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    changed = .allocate(capacity: 1)
    changed.initialize(to: pthread_cond_t())
    self.value = value
    let status = (pthread_mutex_init(mutex, nil), pthread_cond_init(changed, nil))
    precondition(status == (0, 0), "no mutex or condition could be made: \(status)")
  }

  deinit {
    pthread_cond_destroy(changed)
    changed.deinitialize(count: 1)
    changed.deallocate()
    pthread_mutex_destroy(mutex)
    mutex.deinitialize(count: 1)
    mutex.deallocate()
  }

  /// Changes the value while no other thread touches it, and wakes those that wait for a change.
  ///
  /// - Parameter body: changes the value.
  public func change(_ body: (inout Value) -> Void) {
    pthread_mutex_lock(mutex)
    body(&value)
    pthread_mutex_unlock(mutex)
    pthread_cond_broadcast(changed)
  }

  /// Waits until the value allows what is asked of it.
  ///
  /// - Parameter body: run while no other thread touches the value, at once and after each change,
  ///   until it returns something. It must not change the value when it returns nil: nobody is woken.
  /// - Returns: what the body returned.
  public func wait<Result: Sendable>(until body: (inout Value) -> Result?) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&value) { return result }
      pthread_cond_wait(changed, mutex)
    }
  }
}
