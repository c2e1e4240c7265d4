internal import CWebAssets

/// The files that the web serves or renders, embedded in the program.
public enum WebAssets {
  /// Every file by its name, UTF-8 where it is text.
  public static let files: [String: [UInt8]] = Dictionary(
    uniqueKeysWithValues: (0..<web_asset_count()).map { place in
      let asset = web_asset_at(place)
      return (
        String(cString: asset.name),
        Array(UnsafeBufferPointer(start: asset.bytes, count: asset.size))
      )
    })
}
