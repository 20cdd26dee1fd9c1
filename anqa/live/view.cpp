#include "anqa/live/view.hpp"

#include "anqa/term/json.hpp"

namespace anqa {

namespace {

void separate(std::string& out) {
  if (out.back() != '{') out += ',';
}

void write_events(std::string& out, const std::vector<PushedEvent>& events) {
  separate(out);
  out += "\"e\":[";
  for (const PushedEvent& event : events) {
    if (out.back() == ']') out += ',';
    out += '[';
    json::write_string(out, event.name);
    out += ',';
    json::write(event.payload, out);
    out += event.before_patch ? ",true]" : "]";
  }
  out += ']';
}

}  // namespace

void ViewInstance::html(std::string& out) {
  Renderer renderer(out);
  render(renderer, all_assigns);
}

bool ViewInstance::diff(std::string& out) {
  const std::size_t start = out.size();
  if (client_.fingerprint == 0 || socket_.changed() != no_assigns) {
    Renderer renderer(out, client_);
    render(renderer, socket_.changed());
    renderer.finish();
    socket_.mark_rendered();
  } else {
    out += '{';
  }
  if (auto events = socket_.take_events(); !events.empty()) write_events(out, events);
  if (auto reply = socket_.take_reply()) {
    separate(out);
    out += "\"r\":";
    json::write(*reply, out);
  }
  if (auto title = socket_.take_title()) {
    separate(out);
    out += "\"t\":";
    json::write_string(out, *title);
  }
  out += '}';
  return out.size() - start > 2;
}

}  // namespace anqa
