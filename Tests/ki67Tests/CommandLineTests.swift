import Testing

@Suite("Command line")
struct CommandLineTests {
  @Test func `version and help go to standard output with exit code 0`() throws {
    for option in ["--version", "--help"] {
      let run = try runKi67([option])
      #expect(run.exitedNormally && run.exitCode == 0)
      #expect(!run.output.isEmpty && run.errors.isEmpty)
    }
  }

  @Test func `an unknown command is wrong usage, exit code 64`() throws {
    let run = try runKi67(["no-such-command"])
    #expect(run.exitCode == 64)
    #expect(run.output.isEmpty && run.errors.contains("no-such-command"))
  }
}
