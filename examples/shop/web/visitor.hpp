#pragma once

#include <string>

#include "anqa/term/params.hpp"
#include "anqa/web/conn.hpp"

namespace shop {

/// A plug, after fetch_session: gives each visitor an id, a room for support and a CSRF token in the session.
anqa::Conn ensure_visitor(anqa::Conn conn);

/// The session of somebody who logs in or out: of a new id and empty but for what belongs to the visitor, so
/// that whoever knew the old session does not get in with the user.
anqa::Conn&& renew_session(anqa::Conn&& conn);

// What a session holds that went through the plug.

std::string visitor_of(const anqa::Params& session);
std::string support_room_of(const anqa::Params& session);
/// A token for the forms of a live page.
std::string csrf_token_of(const anqa::Params& session);

}  // namespace shop
