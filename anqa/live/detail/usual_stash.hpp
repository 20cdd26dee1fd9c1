#pragma once

#include <memory>

namespace anqa {

class LiveStash;

namespace detail {

/// Where live views keep their state whose application names no stash. Null, but in a program that is linked
/// with anqa::dev. Set before main().
inline constinit std::shared_ptr<LiveStash> (*usual_stash)() = nullptr;

}  // namespace detail
}  // namespace anqa
