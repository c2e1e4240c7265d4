import Foundation

/// Questions to whoever sits at the terminal. Elsewhere nobody answers.
struct Asking: Sendable {
  /// Whether both ends are a terminal.
  let isPossible = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1

  /// A line of text; nil when nobody answers or the answer is empty.
  func text(_ question: String) -> String? {
    guard isPossible else { return nil }
    Output.remark("\(question) ")
    guard let answer = readLine(strippingNewline: true)?.trimmingCharacters(in: .whitespaces),
      !answer.isEmpty
    else { return nil }
    return answer
  }

  /// The index of one of these; nil when nobody chooses.
  func choice(_ question: String, of choices: [String]) -> Int? {
    guard isPossible else { return nil }
    let list = choices.enumerated().map { "  \($0 + 1)  \($1)" }.joined(separator: "\n")
    guard let answer = text("\(question)\n\(list)\n>"), let number = Int(answer),
      choices.indices.contains(number - 1)
    else { return nil }
    return number - 1
  }
}
