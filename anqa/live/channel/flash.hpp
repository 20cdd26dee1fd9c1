#pragma once

#include "anqa/live/flash.hpp"
#include "anqa/web/conn.hpp"

namespace anqa {

/// A plug: takes the messages that the page before left for this one, whether a controller put them into the
/// session or a live view sent them along with a redirect, and gives them to the live view or to flash_of().
/// After fetch_session.
Conn fetch_live_flash(Conn conn);

/// The messages for this page. Empty where the plug has not run.
Flash flash_of(const Conn& conn);

/// For a controller that redirects: the next page shows the message. After fetch_session.
Conn&& put_flash(Conn& conn, std::string_view kind, std::string_view message);

}  // namespace anqa
