// The files that the web serves or renders, as bytes (C23, `#embed`): a compiler takes a second for them,
// where array literals took a minute. A new file gets its place in both lists.

#include "CWebAssets.h"

static const unsigned char access_log_mustache[] = {
#embed "../Data/access-log.mustache"
};
static const unsigned char account_new_mustache[] = {
#embed "../Data/account-new.mustache"
};
static const unsigned char account_own_mustache[] = {
#embed "../Data/account-own.mustache"
};
static const unsigned char account_mustache[] = {
#embed "../Data/account.mustache"
};
static const unsigned char accounts_mustache[] = {
#embed "../Data/accounts.mustache"
};
static const unsigned char asof_mustache[] = {
#embed "../Data/asof.mustache"
};
static const unsigned char audit_checkpoints_mustache[] = {
#embed "../Data/audit-checkpoints.mustache"
};
static const unsigned char audit_diff_mustache[] = {
#embed "../Data/audit-diff.mustache"
};
static const unsigned char audit_event_mustache[] = {
#embed "../Data/audit-event.mustache"
};
static const unsigned char audit_events_mustache[] = {
#embed "../Data/audit-events.mustache"
};
static const unsigned char audit_verify_js[] = {
#embed "../Data/audit-verify.js"
};
static const unsigned char audit_verify_mustache[] = {
#embed "../Data/audit-verify.mustache"
};
static const unsigned char audit_views_mustache[] = {
#embed "../Data/audit-views.mustache"
};
static const unsigned char audit_mustache[] = {
#embed "../Data/audit.mustache"
};
static const unsigned char calendar_mustache[] = {
#embed "../Data/calendar.mustache"
};
static const unsigned char cell_mustache[] = {
#embed "../Data/cell.mustache"
};
static const unsigned char chips_mustache[] = {
#embed "../Data/chips.mustache"
};
static const unsigned char compared_mustache[] = {
#embed "../Data/compared.mustache"
};
static const unsigned char complete_js[] = {
#embed "../Data/complete.js"
};
static const unsigned char conflicts_mustache[] = {
#embed "../Data/conflicts.mustache"
};
static const unsigned char csrf_mustache[] = {
#embed "../Data/csrf.mustache"
};
static const unsigned char described_mustache[] = {
#embed "../Data/described.mustache"
};
static const unsigned char downloads_mustache[] = {
#embed "../Data/downloads.mustache"
};
static const unsigned char drawing_mustache[] = {
#embed "../Data/drawing.mustache"
};
static const unsigned char en_json[] = {
#embed "../Data/en.json"
};
static const unsigned char erasure_new_mustache[] = {
#embed "../Data/erasure-new.mustache"
};
static const unsigned char erasure_mustache[] = {
#embed "../Data/erasure.mustache"
};
static const unsigned char erasures_mustache[] = {
#embed "../Data/erasures.mustache"
};
static const unsigned char error_mustache[] = {
#embed "../Data/error.mustache"
};
static const unsigned char errors_mustache[] = {
#embed "../Data/errors.mustache"
};
static const unsigned char event_mustache[] = {
#embed "../Data/event.mustache"
};
static const unsigned char facts_mustache[] = {
#embed "../Data/facts.mustache"
};
static const unsigned char field_mustache[] = {
#embed "../Data/field.mustache"
};
static const unsigned char filters_js[] = {
#embed "../Data/filters.js"
};
static const unsigned char filters_mustache[] = {
#embed "../Data/filters.mustache"
};
static const unsigned char folding_js[] = {
#embed "../Data/folding.js"
};
static const unsigned char followups_mustache[] = {
#embed "../Data/followups.mustache"
};
static const unsigned char forms_js[] = {
#embed "../Data/forms.js"
};
static const unsigned char fr_json[] = {
#embed "../Data/fr.json"
};
static const unsigned char history_mustache[] = {
#embed "../Data/history.mustache"
};
static const unsigned char icon_192_png[] = {
#embed "../Data/icon-192.png"
};
static const unsigned char icon_512_png[] = {
#embed "../Data/icon-512.png"
};
static const unsigned char icon_svg[] = {
#embed "../Data/icon.svg"
};
static const unsigned char icons_svg[] = {
#embed "../Data/icons.svg"
};
static const unsigned char import_plan_mustache[] = {
#embed "../Data/import-plan.mustache"
};
static const unsigned char import_undo_mustache[] = {
#embed "../Data/import-undo.mustache"
};
static const unsigned char import_mustache[] = {
#embed "../Data/import.mustache"
};
static const unsigned char invitation_mustache[] = {
#embed "../Data/invitation.mustache"
};
static const unsigned char ko_json[] = {
#embed "../Data/ko.json"
};
static const unsigned char layout_mustache[] = {
#embed "../Data/layout.mustache"
};
static const unsigned char list_mustache[] = {
#embed "../Data/list.mustache"
};
static const unsigned char log_fields_js[] = {
#embed "../Data/log-fields.js"
};
static const unsigned char log_item_mustache[] = {
#embed "../Data/log-item.mustache"
};
static const unsigned char log_outbox_js[] = {
#embed "../Data/log-outbox.js"
};
static const unsigned char log_js[] = {
#embed "../Data/log.js"
};
static const unsigned char log_mustache[] = {
#embed "../Data/log.mustache"
};
static const unsigned char login_mustache[] = {
#embed "../Data/login.mustache"
};
static const unsigned char match_mustache[] = {
#embed "../Data/match.mustache"
};
static const unsigned char matrix_mustache[] = {
#embed "../Data/matrix.mustache"
};
static const unsigned char node_mustache[] = {
#embed "../Data/node.mustache"
};
static const unsigned char offline_note_mustache[] = {
#embed "../Data/offline-note.mustache"
};
static const unsigned char outbox_engine_js[] = {
#embed "../Data/outbox-engine.js"
};
static const unsigned char outbox_note_mustache[] = {
#embed "../Data/outbox-note.mustache"
};
static const unsigned char outbox_js[] = {
#embed "../Data/outbox.js"
};
static const unsigned char overview_mustache[] = {
#embed "../Data/overview.mustache"
};
static const unsigned char pager_mustache[] = {
#embed "../Data/pager.mustache"
};
static const unsigned char processing_mustache[] = {
#embed "../Data/processing.mustache"
};
static const unsigned char question_new_mustache[] = {
#embed "../Data/question-new.mustache"
};
static const unsigned char questions_mustache[] = {
#embed "../Data/questions.mustache"
};
static const unsigned char record_menu_mustache[] = {
#embed "../Data/record-menu.mustache"
};
static const unsigned char record_mustache[] = {
#embed "../Data/record.mustache"
};
static const unsigned char redaction_new_mustache[] = {
#embed "../Data/redaction-new.mustache"
};
static const unsigned char reveal_mustache[] = {
#embed "../Data/reveal.mustache"
};
static const unsigned char revealed_mustache[] = {
#embed "../Data/revealed.mustache"
};
static const unsigned char revealing_mustache[] = {
#embed "../Data/revealing.mustache"
};
static const unsigned char robots_txt[] = {
#embed "../Data/robots.txt"
};
static const unsigned char search_mustache[] = {
#embed "../Data/search.mustache"
};
static const unsigned char secret_mustache[] = {
#embed "../Data/secret.mustache"
};
static const unsigned char service_worker_js[] = {
#embed "../Data/service-worker.js"
};
static const unsigned char site_css[] = {
#embed "../Data/site.css"
};
static const unsigned char tabs_mustache[] = {
#embed "../Data/tabs.mustache"
};
static const unsigned char thing_mustache[] = {
#embed "../Data/thing.mustache"
};
static const unsigned char time_js[] = {
#embed "../Data/time.js"
};
static const unsigned char token_table_mustache[] = {
#embed "../Data/token-table.mustache"
};
static const unsigned char tokens_mustache[] = {
#embed "../Data/tokens.mustache"
};
static const unsigned char tree_mustache[] = {
#embed "../Data/tree.mustache"
};
static const unsigned char unclassified_mustache[] = {
#embed "../Data/unclassified.mustache"
};
static const unsigned char value_mustache[] = {
#embed "../Data/value.mustache"
};
static const unsigned char why_js[] = {
#embed "../Data/why.js"
};
static const unsigned char why_mustache[] = {
#embed "../Data/why.mustache"
};

#define ASSET(name, bytes) {name, bytes, sizeof bytes}

static const struct web_asset assets[] = {
  ASSET("access-log.mustache", access_log_mustache),
  ASSET("account-new.mustache", account_new_mustache),
  ASSET("account-own.mustache", account_own_mustache),
  ASSET("account.mustache", account_mustache),
  ASSET("accounts.mustache", accounts_mustache),
  ASSET("asof.mustache", asof_mustache),
  ASSET("audit-checkpoints.mustache", audit_checkpoints_mustache),
  ASSET("audit-diff.mustache", audit_diff_mustache),
  ASSET("audit-event.mustache", audit_event_mustache),
  ASSET("audit-events.mustache", audit_events_mustache),
  ASSET("audit-verify.js", audit_verify_js),
  ASSET("audit-verify.mustache", audit_verify_mustache),
  ASSET("audit-views.mustache", audit_views_mustache),
  ASSET("audit.mustache", audit_mustache),
  ASSET("calendar.mustache", calendar_mustache),
  ASSET("cell.mustache", cell_mustache),
  ASSET("chips.mustache", chips_mustache),
  ASSET("compared.mustache", compared_mustache),
  ASSET("complete.js", complete_js),
  ASSET("conflicts.mustache", conflicts_mustache),
  ASSET("csrf.mustache", csrf_mustache),
  ASSET("described.mustache", described_mustache),
  ASSET("downloads.mustache", downloads_mustache),
  ASSET("drawing.mustache", drawing_mustache),
  ASSET("en.json", en_json),
  ASSET("erasure-new.mustache", erasure_new_mustache),
  ASSET("erasure.mustache", erasure_mustache),
  ASSET("erasures.mustache", erasures_mustache),
  ASSET("error.mustache", error_mustache),
  ASSET("errors.mustache", errors_mustache),
  ASSET("event.mustache", event_mustache),
  ASSET("facts.mustache", facts_mustache),
  ASSET("field.mustache", field_mustache),
  ASSET("filters.js", filters_js),
  ASSET("filters.mustache", filters_mustache),
  ASSET("folding.js", folding_js),
  ASSET("followups.mustache", followups_mustache),
  ASSET("forms.js", forms_js),
  ASSET("fr.json", fr_json),
  ASSET("history.mustache", history_mustache),
  ASSET("icon-192.png", icon_192_png),
  ASSET("icon-512.png", icon_512_png),
  ASSET("icon.svg", icon_svg),
  ASSET("icons.svg", icons_svg),
  ASSET("import-plan.mustache", import_plan_mustache),
  ASSET("import-undo.mustache", import_undo_mustache),
  ASSET("import.mustache", import_mustache),
  ASSET("invitation.mustache", invitation_mustache),
  ASSET("ko.json", ko_json),
  ASSET("layout.mustache", layout_mustache),
  ASSET("list.mustache", list_mustache),
  ASSET("log-fields.js", log_fields_js),
  ASSET("log-item.mustache", log_item_mustache),
  ASSET("log-outbox.js", log_outbox_js),
  ASSET("log.js", log_js),
  ASSET("log.mustache", log_mustache),
  ASSET("login.mustache", login_mustache),
  ASSET("match.mustache", match_mustache),
  ASSET("matrix.mustache", matrix_mustache),
  ASSET("node.mustache", node_mustache),
  ASSET("offline-note.mustache", offline_note_mustache),
  ASSET("outbox-engine.js", outbox_engine_js),
  ASSET("outbox-note.mustache", outbox_note_mustache),
  ASSET("outbox.js", outbox_js),
  ASSET("overview.mustache", overview_mustache),
  ASSET("pager.mustache", pager_mustache),
  ASSET("processing.mustache", processing_mustache),
  ASSET("question-new.mustache", question_new_mustache),
  ASSET("questions.mustache", questions_mustache),
  ASSET("record-menu.mustache", record_menu_mustache),
  ASSET("record.mustache", record_mustache),
  ASSET("redaction-new.mustache", redaction_new_mustache),
  ASSET("reveal.mustache", reveal_mustache),
  ASSET("revealed.mustache", revealed_mustache),
  ASSET("revealing.mustache", revealing_mustache),
  ASSET("robots.txt", robots_txt),
  ASSET("search.mustache", search_mustache),
  ASSET("secret.mustache", secret_mustache),
  ASSET("service-worker.js", service_worker_js),
  ASSET("site.css", site_css),
  ASSET("tabs.mustache", tabs_mustache),
  ASSET("thing.mustache", thing_mustache),
  ASSET("time.js", time_js),
  ASSET("token-table.mustache", token_table_mustache),
  ASSET("tokens.mustache", tokens_mustache),
  ASSET("tree.mustache", tree_mustache),
  ASSET("unclassified.mustache", unclassified_mustache),
  ASSET("value.mustache", value_mustache),
  ASSET("why.js", why_js),
  ASSET("why.mustache", why_mustache),
};

size_t web_asset_count(void) { return sizeof assets / sizeof *assets; }

struct web_asset web_asset_at(size_t place) { return assets[place]; }
