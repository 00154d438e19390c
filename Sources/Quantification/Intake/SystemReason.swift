import Foundation

/// What the operating system said, in words that fit into a sentence.
package enum SystemReason {
  /// Why a file operation failed, without a full stop.
  package static func text(_ error: any Error) -> String {
    let outer = error as NSError
    let inner = (outer.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
    let system = [outer, inner].compactMap { $0 }.first { $0.domain == NSPOSIXErrorDomain }
    let code = system.flatMap { POSIXErrorCode(rawValue: Int32($0.code)) }
    return code.flatMap { texts[$0] } ?? withoutStop(outer.localizedDescription)
  }

  private static let texts: [POSIXErrorCode: String] = [
    .ENOENT: "there is no such file or folder", .EACCES: "permission denied",
    .EPERM: "permission denied", .ENOSPC: "the disk is full", .EDQUOT: "the disk quota is used up",
    .EISDIR: "it is a folder", .EEXIST: "a file of this name is in the way",
    .ENOTDIR: "a part of the path is no folder",
    .EROFS: "the file system is read-only", .ENAMETOOLONG: "the name is too long",
    .ELOOP: "links lead in a circle", .EMFILE: "too many files are open",
  ]

  private static func withoutStop(_ text: String) -> String {
    text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
