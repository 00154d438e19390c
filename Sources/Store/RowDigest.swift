import Foundation
import GRDB

/// Hash of rows of a database: of every value, its kind and its place.
struct RowDigest: ~Copyable {
  private var state = HashState()
  /// Bytes of the row in hand, which are hashed at its end.
  private var pending: [UInt8] = []

  /// The hash of what some queries return, in their order.
  ///
  /// - Parameters:
  ///   - queries: queries, each with as many arguments as given; their order of rows must be fixed.
  ///   - arguments: arguments of each query.
  ///   - db: the database.
  /// - Returns: the hash as 32 hexadecimal digits.
  /// - Throws: what keeps the database from being read.
  static func of(
    _ queries: [String], arguments: StatementArguments = StatementArguments(), _ db: Database
  ) throws -> String {
    var digest = RowDigest()
    for query in queries {
      let rows = try Row.fetchCursor(try db.cachedStatement(sql: query), arguments: arguments)
      while let row = try rows.next() { digest.add(row.databaseValues) }
      digest.state.add([Tag.queryEnd.rawValue])
    }
    return ContentHash(digest.state.digest).text
  }

  /// The hash of values in their order.
  static func of(_ values: [(any DatabaseValueConvertible)?]) -> String {
    var digest = RowDigest()
    digest.add(values.map { $0?.databaseValue ?? .null })
    return ContentHash(digest.state.digest).text
  }

  private enum Tag: UInt8 {
    case null, integer, real, text, blob, rowEnd, queryEnd
  }

  private mutating func add(_ row: some Collection<DatabaseValue>) {
    for value in row {
      switch value.storage {
      case .null: pending.append(Tag.null.rawValue)
      case .int64(let number): add(.integer, UInt64(bitPattern: number))
      case .double(let number): add(.real, number.bitPattern)
      case .string(let text):
        add(.text, UInt64(text.utf8.count))
        pending += text.utf8
      case .blob(let bytes):
        add(.blob, UInt64(bytes.count))
        pending += bytes
      }
    }
    pending.append(Tag.rowEnd.rawValue)
    state.add(pending)
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func add(_ tag: Tag, _ number: UInt64) {
    pending.append(tag.rawValue)
    for shift in 0..<8 {
      pending.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(shift))))
    }
  }
}
