import EventLog

/// The log's expectation; the testing library has a type of the same name.
typealias Expected = Expectation
