/// An example for a help text. A long command is continued on further lines, so that what is copied
/// from a narrow terminal still runs.
func example(_ command: String) -> String {
  var lines: [String] = []
  var line = "  rapporteur"
  // Broken before options, as they are read.
  for (index, part) in command.split(separator: " --").enumerated() {
    let next = index == 0 ? " \(part)" : " --\(part)"
    if line.columns + next.columns > 76 {
      lines.append(line + " \\")
      line = "     "
    }
    line += next
  }
  return "EXAMPLE\n" + (lines + [line]).joined(separator: "\n")
}
