import CKernels

/// Memory that was freed but is still held for this process.
public enum FreedMemory {
  /// Gives it back to the system, where the C library can.
  ///
  /// Workers leave much of it behind: without this, a later step adds to it as if it were in use.
  public static func giveBack() { ki67_give_back_freed_memory() }
}
