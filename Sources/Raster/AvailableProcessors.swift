import CKernels
import Glibc

/// Processors that this process may use: fewer than the machine has, inside a container or a batch
/// system.
public struct AvailableProcessors: Sendable, Equatable {
  /// Processors that the process may be put on.
  public var processors: Int
  /// Cores among them: hyperthreads of one core share its registers and caches.
  public var cores: Int
  /// Processors' worth of time that the control groups of the process grant, nil without a limit.
  public var quota: Double?

  /// Workers that keep busy what is there and no more: one for each core, within the granted time.
  public var workers: Int {
    guard let quota else { return max(1, cores) }
    return max(1, min(cores, Int(min(quota, 1024).rounded(.up))))
  }

  /// What this process may use now.
  public static var current: AvailableProcessors { AvailableProcessors(allowed: allowed, root: "") }

  /// Reads the limits from the system's files; those that cannot be read limit nothing.
  ///
  /// - Parameters:
  ///   - allowed: numbers of the processors that the process may be put on.
  ///   - root: folder in which `proc` and `sys` lie.
  package init(allowed: [Int], root: String) {
    processors = allowed.count
    cores = Set(allowed.map { Self.core(of: $0, root: root) }).count
    quota = ControlGroups(root: root).processorQuota
  }

  private static func core(of processor: Int, root: String) -> String {
    let folder = "\(root)/sys/devices/system/cpu/cpu\(processor)/topology"
    return SystemFile.text("\(folder)/core_cpus_list")
      ?? SystemFile.text("\(folder)/thread_siblings_list") ?? "\(processor)"
  }

  private static var allowed: [Int] {
    var numbers = [Int32](repeating: 0, count: 1024)
    let count = ki67_allowed_processors(&numbers, numbers.count)
    guard count == 0 else { return numbers.prefix(count).map(Int.init) }
    return Array(0..<max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }
}
