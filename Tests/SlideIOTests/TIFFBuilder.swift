/// Makes the bytes of a TIFF file with one directory, tag by tag, so that tests can have every
/// arrangement of samples, right or wrong.
struct TIFFBuilder {
  /// Type of a tag's values with the values themselves.
  enum Value {
    case short([Int])
    case long([Int])
    case rational([(Int, Int)])
    case ascii(String)
  }

  var isBigEndian = false
  var isBigTIFF = false
  var tags: [Int: Value] = [:]
  /// Strips or tiles, as stored.
  var chunks: [[UInt8]] = []

  /// An uncompressed image of one strip.
  init(
    width: Int, height: Int, bits: [Int], photometric: Int, data: [UInt8],
    isBigEndian: Bool = false, isBigTIFF: Bool = false
  ) {
    self.isBigEndian = isBigEndian
    self.isBigTIFF = isBigTIFF
    tags = [
      256: .long([width]), 257: .long([height]), 258: .short(bits), 259: .short([1]),
      262: .short([photometric]), 277: .short([bits.count]), 278: .long([height]),
    ]
    chunks = [data]
  }

  /// The file: header, chunks, values that do not fit their entry, directory.
  var bytes: [UInt8] { Self.file([self]) }

  /// A file of several directories, each with SubIFDs of its own; the first says in what byte order
  /// and variant.
  static func file(
    _ directories: [TIFFBuilder], subdirectories: [Int: [TIFFBuilder]] = [:]
  ) -> [UInt8] {
    let room = directories[0].isBigTIFF ? 8 : 4
    var file = directories[0].header
    var link = room
    for (index, directory) in directories.enumerated() {
      var directory = directory
      let places = (subdirectories[index] ?? []).map { $0.append(to: &file).place }
      if !places.isEmpty { directory.tags[330] = .long(places) }
      let appended = directory.append(to: &file)
      file.replaceSubrange(link..<(link + room), with: directory.integer(appended.place, room))
      link = appended.link
    }
    return file
  }

  /// Appends chunks, values and directory; says where the directory is and where its link to
  /// the next stands.
  private func append(to file: inout [UInt8]) -> (place: Int, link: Int) {
    var offsets: [Int] = []
    for chunk in chunks {
      offsets.append(file.count)
      file += chunk
      if file.count % 2 == 1 { file.append(0) }
    }
    var all = tags
    let isTiled = tags[322] != nil
    all[isTiled ? 324 : 273] = tags[isTiled ? 324 : 273] ?? .long(offsets)
    all[isTiled ? 325 : 279] = tags[isTiled ? 325 : 279] ?? .long(chunks.map(\.count))
    var entries: [UInt8] = []
    for (tag, value) in all.sorted(by: { $0.key < $1.key }) {
      let (type, count, stored) = encode(value)
      let room = isBigTIFF ? 8 : 4
      var field = stored
      if stored.count > room {
        field = integer(file.count, room)
        file += stored
        if file.count % 2 == 1 { file.append(0) }
      }
      field += [UInt8](repeating: 0, count: room - field.count)
      entries += integer(tag, 2) + integer(type, 2) + integer(count, isBigTIFF ? 8 : 4) + field
    }
    let place = file.count
    file += integer(all.count, isBigTIFF ? 8 : 2) + entries
    let link = file.count
    file += integer(0, isBigTIFF ? 8 : 4)
    return (place, link)
  }

  private var header: [UInt8] {
    let order: [UInt8] = isBigEndian ? [0x4D, 0x4D] : [0x49, 0x49]
    return isBigTIFF
      ? order + integer(43, 2) + integer(8, 2) + integer(0, 2) + integer(0, 8)
      : order + integer(42, 2) + integer(0, 4)
  }

  private func encode(_ value: Value) -> (type: Int, count: Int, bytes: [UInt8]) {
    switch value {
    case .short(let values): (3, values.count, values.flatMap { integer($0, 2) })
    case .long(let values): (4, values.count, values.flatMap { integer($0, 4) })
    case .rational(let values):
      (5, values.count, values.flatMap { integer($0.0, 4) + integer($0.1, 4) })
    case .ascii(let text): (2, text.utf8.count + 1, Array(text.utf8) + [0])
    }
  }

  /// An integer of `size` bytes in the byte order of the file.
  func integer(_ value: Int, _ size: Int) -> [UInt8] {
    let little = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return isBigEndian ? little.reversed() : little
  }
}
