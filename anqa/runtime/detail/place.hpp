#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace anqa::detail {

struct Place;
using PlacePtr = std::shared_ptr<const Place>;

/// Where a child stands in its supervision tree: its id, and the place of its supervisor. Made once for a
/// child, shared by all that are started there, and only read when somebody wants to know.
struct Place {
  std::string id;
  PlacePtr above;
};

/// "root / shop / limiter"; empty for null.
std::string to_string(const PlacePtr& place);

/// The calling process's own; one that nobody gave a place has its name, or else its class, as the root of
/// its own tree.
PlacePtr own_place();
/// Of a child of the calling process.
PlacePtr place_below(std::string_view id);

/// While it stands on this thread, the next new process is started at this place. Not over a co_await.
class StartingAt {
 public:
  explicit StartingAt(const PlacePtr& place);
  ~StartingAt();
  StartingAt(const StartingAt&) = delete;
  StartingAt& operator=(const StartingAt&) = delete;

 private:
  const PlacePtr* before_;
};

}  // namespace anqa::detail
