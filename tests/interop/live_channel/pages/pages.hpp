#pragma once

#include <atomic>
#include <memory>

#include "anqa/live/stash.hpp"
#include "anqa/web/endpoint_config.hpp"

namespace pages {

/// An endpoint that serves the pages, its live socket at "/live".
anqa::EndpointConfig config();

/// Of the next endpoint; null for none.
extern std::shared_ptr<anqa::LiveStash> stash;
/// While it is true, nobody enters "/club".
extern std::atomic<bool> club_is_closed;
/// While it is true, the guard of "/club" cannot tell.
extern std::atomic<bool> porter_is_ill;

}  // namespace pages
