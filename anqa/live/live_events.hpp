#pragma once

#include <cstddef>
#include <string_view>

#include "anqa/base/clock.hpp"
#include "anqa/otp/telemetry.hpp"

/// What live views tell those who measure, under the names that LiveView's telemetry events have:
///
///     telemetry::attach<LiveRender::Stop>(…)
///     telemetry::attach("slow", "phoenix.live_view.handle_event.stop", [](const telemetry::Event& done) { …
///     });
///
/// The views are valid as long as the handler runs. The time of a handler that waits is counted to its end.

namespace anqa {

template <FixedString Name>
struct LiveStepStart : TelemetryEvent<Name> {
  std::string_view view;   ///< "shop::CartLive"; of a component's steps the component
  std::string_view event;  ///< of handle_event
  bool connected = false;  ///< false for the first, plain HTML
};
template <FixedString Name>
struct LiveStepStop : TelemetryEvent<Name> {
  Duration duration;
  std::string_view view;
  std::string_view event;
  bool connected = false;
};
template <FixedString Name>
struct LiveStepException : TelemetryEvent<Name> {
  Duration duration;
  std::string_view view;
  std::string_view event;
  bool connected = false;
  std::string_view kind;    ///< the exception's type
  std::string_view reason;  ///< its what()
};

struct LiveViewMount {
  using Start = LiveStepStart<"phoenix.live_view.mount.start">;
  using Stop = LiveStepStop<"phoenix.live_view.mount.stop">;
  using Exception = LiveStepException<"phoenix.live_view.mount.exception">;
};
struct LiveViewParams {
  using Start = LiveStepStart<"phoenix.live_view.handle_params.start">;
  using Stop = LiveStepStop<"phoenix.live_view.handle_params.stop">;
  using Exception = LiveStepException<"phoenix.live_view.handle_params.exception">;
};
struct LiveViewEvent {
  using Start = LiveStepStart<"phoenix.live_view.handle_event.start">;
  using Stop = LiveStepStop<"phoenix.live_view.handle_event.stop">;
  using Exception = LiveStepException<"phoenix.live_view.handle_event.exception">;
};
struct LiveComponentEvent {
  using Start = LiveStepStart<"phoenix.live_component.handle_event.start">;
  using Stop = LiveStepStop<"phoenix.live_component.handle_event.stop">;
  using Exception = LiveStepException<"phoenix.live_component.handle_event.exception">;
};
struct LiveComponentUpdate {
  using Start = LiveStepStart<"phoenix.live_component.update.start">;
  using Stop = LiveStepStop<"phoenix.live_component.update.stop">;
  using Exception = LiveStepException<"phoenix.live_component.update.exception">;
};

/// A view or a component was rendered for its page: why something is sent is in `changed`, which names the
/// assigns that were set to another value since the last time, "count items"; "*" the first time.
struct LiveRendered : TelemetryEvent<"phoenix.live_view.render.stop"> {
  Duration duration;
  std::size_t bytes = 0;  ///< of the diff
  std::string_view view;
  std::string_view changed;
};

/// The element of a component has left the page.
struct LiveComponentDestroyed : TelemetryEvent<"phoenix.live_component.destroyed"> {
  std::string_view component;
  int cid = 0;
};

}  // namespace anqa
