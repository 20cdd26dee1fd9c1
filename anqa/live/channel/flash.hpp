#pragma once

#include <string_view>

#include "anqa/web/conn.hpp"
#include "anqa/web/flash.hpp"

namespace anqa {

/// fetch_flash for pages that live views redirect to: takes the messages that the page before left for this
/// one, whether a controller put them into the session or a live view sent them along with a redirect; and
/// changes the session where that live view asked for it (Socket::put_session). After fetch_session.
Conn fetch_live_flash(Conn conn);

/// The messages for this page. Empty where the plug has not run.
Flash flash_of(const Conn& conn);

namespace detail {
/// The messages that a live view sends along with a redirect; none for what this endpoint has not signed.
Flash read_live_flash(std::string_view secret_key_base, std::string_view token);
}  // namespace detail

}  // namespace anqa
