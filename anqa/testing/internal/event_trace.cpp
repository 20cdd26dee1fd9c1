#include "anqa/testing/internal/event_trace.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace anqa::testing {
namespace {

void append(std::string& out, const EventTrace::Event& event) {
  using Kind = EventTrace::Kind;
  out += "  #" + std::to_string(event.step) + " " + seconds_text(event.at) + " ";
  switch (event.kind) {
    case Kind::step:
      out += event.from.to_string() + " ";
      out += event.type;
      out += ": ";
      out += event.what;
      break;
    case Kind::ended:
      out += event.from.to_string() + " ";
      out += event.type;
      out += " has ended";
      break;
    case Kind::sent:
    case Kind::arrived:
    case Kind::lost:
      out += event.kind == Kind::sent ? "sent " : event.kind == Kind::arrived ? "arrived " : "lost ";
      out += event.from.to_string() + " -> " + event.to.to_string() + " ";
      out += event.what;
      break;
    case Kind::fault:
      out += "fault ";
      break;
    case Kind::node:
    case Kind::note:
      break;
  }
  out += event.text;
  out += "\n";
}

}  // namespace

EventTrace::Event& EventTrace::next(Kind kind, std::uint64_t step, Duration at) {
  Event& event = events_[count_++ % events_.size()];
  event.kind = kind;
  event.step = step;
  event.at = at;
  event.text.clear();
  return event;
}

std::string EventTrace::to_string() const {
  std::string out;
  const std::uint64_t first = count_ > events_.size() ? count_ - events_.size() : 0;
  for (std::uint64_t i = first; i < count_; ++i) append(out, events_[i % events_.size()]);
  return out;
}

std::string seconds_text(Duration time) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%lld.%09llds",
                static_cast<long long>(time.count() / 1'000'000'000),
                static_cast<long long>(time.count() % 1'000'000'000));
  return text.data();
}

}  // namespace anqa::testing
