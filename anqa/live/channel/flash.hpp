#pragma once

#include "anqa/web/conn.hpp"
#include "anqa/web/flash.hpp"

namespace anqa {

/// fetch_flash for pages that live views redirect to: takes the messages that the page before left for this
/// one, whether a controller put them into the session or a live view sent them along with a redirect; and
/// changes the session where that live view asked for it (Socket::put_session). After fetch_session.
Conn fetch_live_flash(Conn conn);

/// The messages for this page. Empty where the plug has not run.
Flash flash_of(const Conn& conn);

}  // namespace anqa
