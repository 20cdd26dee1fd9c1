#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "anqa/live/flash.hpp"
#include "anqa/live/session_changes.hpp"
#include "anqa/runtime/pid.hpp"
#include "anqa/term/term.hpp"

/// The signed texts that a page carries from its first render to its join. They are opaque to the client;
/// their content is our own, the checks are those of the official server.
namespace anqa::detail {

/// data-phx-session: which view this element is.
struct SessionToken {
  std::string id;
  std::string view;
  /// The route that the page was rendered for, as it was declared: which plugs have let it through.
  std::string route = {};
  /// Of a view within a view: the process that it ends with; none for one that is sticky.
  Pid parent = {};
  /// Whether it is a view within a view, with what its parent gave it.
  bool nested = false;
  bool sticky = false;
  Term session = {};
};
/// data-phx-static: what the first render hands to the join.
struct StaticToken {
  std::string id;
  Flash flash;
};

/// What a view that sends its visitor to another page leaves for that page.
struct Leaving {
  Flash flash = {};
  SessionChanges changes = {};
  /// The CSRF token of the session that the changes are for.
  std::string csrf_token = {};

  bool empty() const { return flash.empty() && changes.empty(); }
};

/// By which one file of an upload may come.
struct UploadToken {
  Pid view;
  std::string upload_ref, entry_ref;
  std::uint32_t cid = 0;
};

class LiveTokens {
 public:
  /// `secret`: the endpoint's secret_key_base. It must outlive this object.
  explicit LiveTokens(std::string_view secret) : secret_(secret) {}

  std::string sign(const SessionToken& token) const;
  std::string sign(const StaticToken& token) const;
  std::string sign(const Flash& flash) const;
  std::string sign(const UploadToken& token) const;
  /// A flash token; encrypted where the session is to be changed.
  std::string sign(const Leaving& leaving) const;
  /// A view's page that must be loaded again to fail with this status.
  std::string sign_reload(std::string_view view, int status) const;

  // Nothing for what was not signed here, or too long ago, or by another version.
  std::optional<SessionToken> read_session(std::string_view token) const;
  std::optional<StaticToken> read_static(std::string_view token) const;
  std::optional<UploadToken> read_upload(std::string_view token) const;
  std::optional<Flash> read_flash(std::string_view token) const;
  /// Of a flash token of either kind.
  std::optional<Leaving> read_leaving(std::string_view token) const;
  std::optional<int> read_reload(std::string_view view, std::string_view token) const;

 private:
  std::string_view secret_;
};

Term flash_to_term(const Flash& flash);
Flash flash_from_term(const Term& term);

}  // namespace anqa::detail
