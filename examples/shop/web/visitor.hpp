#pragma once

#include <string>

#include "anqa/live/stage.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/conn.hpp"

namespace anqa {
class LiveSocket;
}

namespace shop {

/// Who looks at a page.
struct Visitor {
  /// Whose cart it is; from the session, where the plug below puts it.
  std::string id;
  /// Of the user who is logged in, or empty.
  std::string name;
  bool admin = false;

  bool operator==(const Visitor&) const = default;
};

/// A plug, after fetch_session: gives each visitor an id, a room for support and a CSRF token in the session.
anqa::Conn ensure_visitor(anqa::Conn conn);

/// The visitor that a session is of.
anqa::Task<Visitor> find_visitor(anqa::Params session);

/// Before the mount of each live view: leaves the Visitor as "visitor".
anqa::Task<anqa::Hook> load_visitor(anqa::Params params, anqa::Params session, anqa::LiveSocket* socket);
/// After it: the cart in the head of the page hears when it was changed in another window. So does a view
/// that puts a private value "follows cart", as its own handle_info(CartChanged).
anqa::Hook follow_cart(const anqa::Params& params, const anqa::Params& session, anqa::LiveSocket& socket);

/// The session of somebody who logs in or out: of a new id and empty but for what belongs to the visitor, so
/// that whoever knew the old session does not get in with the user.
anqa::Conn&& renew_session(anqa::Conn&& conn);

// What a session holds that went through the plug.

std::string visitor_id_of(const anqa::Params& session);
std::string support_room_of(const anqa::Params& session);
/// A token for the forms of a live page.
std::string csrf_token_of(const anqa::Params& session);

}  // namespace shop
