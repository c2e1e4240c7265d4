/// A sealed blob that was put together elsewhere, from the layout alone: the key is the bytes
/// 0 to 31, the nonce the bytes 100 to 111.
enum SealedVector {
  static let origin = "localhost/rapporteur/0123456789abcdef"
  static let eventID = "0197c3de-8a2f-7c11-9f0e-3b1f6d2a9c44"
  static let subject = "person/9f3ac1"
  static let field = "name"
  static let text = "Ayşe Kabasakal"
  static let keyID = "4809d32552193a09414dab1606120021d8ddddc666d9307ffdaee7c746147de6"
  static let blob =
    "016465666768696a6b6c6d6e6f481bde69389093015b421489b804199c29a36a0a8b6cf372a7d1ac48fb"
    + "a3a54894e940c04c129b04fdf3783ffd42cacf1b5b98e7204a4128faf1acd6ef81a58a0acdb8651e844e"
    + "5250e4535de1dee6f4"
}
