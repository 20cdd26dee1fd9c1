#include "anqa/web/socket/channel_route.hpp"

#include <stdexcept>

namespace anqa {

ChannelRoute::ChannelRoute(std::string the_pattern, std::shared_ptr<const detail::ChannelFactory> the_factory)
    : pattern(std::move(the_pattern)), factory(std::move(the_factory)) {
  const auto star = pattern.find('*');
  if (pattern.empty() || (star != std::string::npos && star + 1 != pattern.size())) {
    throw std::invalid_argument("channel(\"" + pattern +
                                "\"): a pattern is a whole topic, \"lobby\", "
                                "or ends in '*', \"room:*\"");
  }
}

bool ChannelRoute::matches(std::string_view topic) const {
  if (!pattern.ends_with('*')) return topic == pattern;
  return topic.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
}

}  // namespace anqa
