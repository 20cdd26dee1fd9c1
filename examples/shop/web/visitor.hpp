#pragma once

#include <string>

#include "anqa/term/params.hpp"
#include "anqa/web/conn.hpp"

namespace shop {

/// A plug, after fetch_session: gives each visitor an id in the signed session.
anqa::Conn ensure_visitor(anqa::Conn conn);

/// The visitor of a session that went through the plug.
std::string visitor_of(const anqa::Params& session);

}  // namespace shop
