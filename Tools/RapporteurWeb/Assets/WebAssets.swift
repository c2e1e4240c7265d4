/// The files that the web serves or renders, embedded in the program.
public enum WebAssets {
  /// Every file by its name, UTF-8 where it is text.
  public static let files: [String: [UInt8]] = [
    "asof.mustache": PackageResources.asof_mustache,
    "chips.mustache": PackageResources.chips_mustache,
    "csrf.mustache": PackageResources.csrf_mustache,
    "described.mustache": PackageResources.described_mustache,
    "downloads.mustache": PackageResources.downloads_mustache,
    "en.json": PackageResources.en_json,
    "error.mustache": PackageResources.error_mustache,
    "errors.mustache": PackageResources.errors_mustache,
    "field.mustache": PackageResources.field_mustache,
    "fr.json": PackageResources.fr_json,
    "icon-192.png": PackageResources.icon_192_png,
    "icon-512.png": PackageResources.icon_512_png,
    "icon.svg": PackageResources.icon_svg,
    "icons.svg": PackageResources.icons_svg,
    "invitation.mustache": PackageResources.invitation_mustache,
    "ko.json": PackageResources.ko_json,
    "layout.mustache": PackageResources.layout_mustache,
    "login.mustache": PackageResources.login_mustache,
    "pager.mustache": PackageResources.pager_mustache,
    "robots.txt": PackageResources.robots_txt,
    "site.css": PackageResources.site_css,
    "tabs.mustache": PackageResources.tabs_mustache,
  ]
}
