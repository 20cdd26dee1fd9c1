#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "anqa/web/detail/channel_server.hpp"

namespace anqa {

namespace detail {

/// Starts the process of a topic.
class ChannelFactory {
 public:
  virtual ~ChannelFactory() = default;
  virtual Pid start(ChannelSeed seed) const = 0;
};

template <class T, class... Args>
class ChannelFactoryOf final : public ChannelFactory {
 public:
  explicit ChannelFactoryOf(Args... args) : args_(std::move(args)...) {}
  Pid start(ChannelSeed seed) const override {
    return std::apply(
        [&](const Args&... args) { return anqa::start<channel_server<T>>(std::move(seed), args...).pid(); },
        args_);
  }

 private:
  std::tuple<Args...> args_;
};

}  // namespace detail

/// Which channel serves a topic: its whole name, or its beginning where the
/// pattern ends in '*', as in "room:*". Made by channel().
struct ChannelRoute {
  /// Throws std::invalid_argument for an empty pattern and for a '*' that is
  /// not its end.
  ChannelRoute(std::string the_pattern, std::shared_ptr<const detail::ChannelFactory> the_factory);

  bool matches(std::string_view topic) const;

  std::string pattern;
  std::shared_ptr<const detail::ChannelFactory> factory;
};

/// `channel<RoomChannel>("room:*")`; what follows the pattern is what each
/// channel is constructed with.
template <class T, class... Args>
ChannelRoute channel(std::string pattern, Args... args) {
  static_assert(std::derived_from<T, ChannelProcess>,
                "channel<T>(pattern): T derives publicly from anqa::Channel");
  return {std::move(pattern), std::make_shared<detail::ChannelFactoryOf<T, Args...>>(std::move(args)...)};
}

}  // namespace anqa
