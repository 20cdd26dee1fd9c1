#include "support/room.hpp"

#include <utility>

namespace shop::support {

Room::Room(Options options) : options_(std::move(options)) { anqa::timeout_after(*this, options_.quiet); }

Line Room::handle_call(const Say& say) {
  anqa::timeout_after(*this, options_.quiet);
  lines_.push_back({++said_, say.author, say.text});
  if (lines_.size() > lines_kept) lines_.pop_front();
  return lines_.back();
}

std::vector<Line> Room::handle_call(const History&) {
  anqa::timeout_after(*this, options_.quiet);
  return {lines_.begin(), lines_.end()};
}

void Room::handle_timeout() { stop(); }

}  // namespace shop::support
