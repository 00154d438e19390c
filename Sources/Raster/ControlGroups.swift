/// Limits of the control groups that a process belongs to (Linux, cgroups(7), versions 1 and 2).
struct ControlGroups {
  /// Processors' worth of time of the tightest group, nil without a limit.
  let processorQuota: Double?

  init(root: String) {
    let lines = SystemFile.text("\(root)/proc/self/cgroup")?.split(separator: "\n") ?? []
    let groups = "\(root)/sys/fs/cgroup"
    let quotas = lines.flatMap { line -> [Double?] in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      let controllers = fields[1].split(separator: ",")
      if fields[1].isEmpty {
        return Self.folders(fields[2]).map { Self.second("\(groups)\($0)") }
      }
      guard controllers.contains("cpu") else { return [] }
      return ["cpu", String(fields[1])].flatMap { mount in
        Self.folders(fields[2]).map { Self.first("\(groups)/\(mount)\($0)") }
      }
    }
    processorQuota = quotas.compactMap { $0 }.min()
  }

  /// A group and all that it lies in; inside a container the outermost one is the container's.
  private static func folders(_ path: Substring) -> [String] {
    let parts = path.split(separator: "/")
    return (0...parts.count).map { count in parts.prefix(count).map { "/\($0)" }.joined() }
  }

  private static func first(_ folder: String) -> Double? {
    ratio(
      SystemFile.text("\(folder)/cpu.cfs_quota_us"), SystemFile.text("\(folder)/cpu.cfs_period_us"))
  }

  private static func second(_ folder: String) -> Double? {
    let numbers = SystemFile.text("\(folder)/cpu.max")?.split(separator: " ").map(String.init)
    guard let numbers, numbers.count == 2 else { return nil }
    return ratio(numbers[0], numbers[1])
  }

  /// Without a limit the first version says -1, the second one `max`.
  private static func ratio(_ quota: String?, _ period: String?) -> Double? {
    guard let quota = quota.flatMap(Double.init), let period = period.flatMap(Double.init),
      quota > 0, period > 0
    else { return nil }
    return quota / period
  }
}
