public import CSV
import Registry

extension CSVHeader {
  /// One error for each column that is not among the expected ones, with those that may be meant.
  ///
  /// A header that is a single cell holding semicolons or tabs gives one error that says so.
  public func unknownColumns(expected: [String]) -> [CSVError] {
    if let fault = foreignSeparator(expected: expected) { return [fault] }
    return columns.filter { !$0.allSatisfy(\.isWhitespace) && !expected.contains($0) }.map { name in
      let near = NearMatch.closest(to: name, in: expected)
      return CSVError(
        .unknownColumn, row: 1, line: 1, column: name,
        reason: "the column \"\(name)\" is not one of this file's columns",
        hint: near.isEmpty
          ? "the columns are \(expected.joined(separator: ", "))"
          : "did you mean \(near.joined(separator: " or "))?")
    }
  }

  /// An error when the cells seem to be separated by something else than commas.
  private func foreignSeparator(expected: [String]) -> CSVError? {
    guard columns.count == 1, let only = columns.first, !expected.contains(only) else { return nil }
    for (separator, name) in [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")]
    where only.split(separator: separator).contains(where: { expected.contains(String($0)) }) {
      return CSVError(
        .unknownColumn, row: 1, line: 1, column: "1",
        reason: "the columns are separated by \(name)",
        hint: "save the file with commas between the cells")
    }
    return nil
  }
}
