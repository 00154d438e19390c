import Foundation

/// A file system of a given size, for as long as it is kept; only the superuser can have one.
final class SmallDisk {
  private let folder: WorkFolder
  var path: String { folder.url.path }

  init?(kibibytes: Int) {
    guard geteuid() == 0, let folder = try? WorkFolder() else { return nil }
    self.folder = folder
    guard mount("tmpfs", folder.url.path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else { return nil }
  }

  func resize(kibibytes: Int) -> Bool {
    mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "size=\(kibibytes)k") == 0
  }

  func makeReadOnly() -> Bool {
    mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), "") == 0
  }

  /// Fills it, but for some pages of 4 KiB.
  func fill(leavingPages pages: Int) {
    let file = open("\(path)/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(file) }
    let page = [UInt8](repeating: 1, count: 4096)
    var size = 0
    while write(file, page, page.count) == page.count { size += page.count }
    _ = ftruncate(file, off_t(size - pages * page.count))
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  static let isPossible = SmallDisk(kibibytes: 64) != nil
}
