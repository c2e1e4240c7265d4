import Foundation

/// What is said when a damaged file ends the process.
///
/// The log is read where it lies, in mapped memory: a page that cannot be read, or one that leads
/// nowhere, ends a process by a signal before any of our code can look at it. Then at least a message
/// says so. Only what is safe inside a signal handler happens here (signal-safety(7)).
enum CrashMessage {
  private static let text: StaticString = """
    error: a file of the registry is damaged: reading it ended the program; nothing was written; \
    `rapporteur audit verify` says what is wrong, else restore a backup

    """
  private static let json: StaticString = """
    {"error":{"code":"damaged","hint":"`rapporteur audit verify` says what is wrong, else restore a \
    backup","message":"a file of the registry is damaged: reading it ended the program","where":{}}}

    """
  /// Read in the handler alone; set before any thread begins.
  nonisolated(unsafe) private static var printsJSON = false

  /// Says so when a signal comes that damaged files cause: bad addresses in mapped files, and checks
  /// of the library that fail.
  static func install(asJSON: Bool) {
    printsJSON = asJSON
    // Made now: a handler must not initialise anything.
    _ = (text, json)
    for number in [SIGBUS, SIGSEGV, SIGABRT] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in CrashMessage.end() }
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
      sigaction(number, &action, nil)
    }
  }

  private static func end() -> Never {
    write(STDERR_FILENO, text)
    if printsJSON { write(STDOUT_FILENO, json) }
    _exit(3)
  }

  private static func write(_ file: Int32, _ text: StaticString) {
    _ = Foundation.write(file, text.utf8Start, text.utf8CodeUnitCount)
  }
}
