import Store
import Testing

@Suite("Hashes of contents")
struct ContentHashTests {
  /// XXH3 with 128 bits, seed 0, of the empty input and of the library's own sanity buffer, as its
  /// tests give them (xxHash 0.8, tests/sanity_test_vectors.h: XXH3_128, lengths 0 and 1, seed 0).
  @Test func `they are those that the library publishes`() {
    #expect(ContentHash(of: "").text == "99aa06d3014798d86001c324468d497f")
    #expect(ContentHash(of: [UInt8(0)]).text == "a6cd5e9392000f6ac44bdff4074eecdb")
  }

  @Test(arguments: [0, 1, 255, 262_143, 262_144, 262_145, 1_000_003])
  func `a file has the hash of its bytes, however it is read`(count: Int) throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 8) }
    let path = try folder.write("file", bytes)
    #expect(try ContentHash(ofFile: path) == ContentHash(of: bytes))
  }

  @Test func `what is no file says so instead of waiting`() throws {
    let folder = try TemporaryFolder()
    let nowhere = "\(folder.path)/gone"
    #expect(
      throws: StoreError.unreadableInput(
        path: nowhere, reason: "there is no such file or folder")
    ) { try ContentHash(ofFile: nowhere) }
    #expect(
      throws: StoreError.unreadableInput(path: folder.path, reason: "it is not a regular file")
    ) { try ContentHash(ofFile: folder.path) }
  }
}
