#include "anqa/http/sse.hpp"

#include <stdexcept>
#include <string_view>

namespace anqa::http {
namespace {

void append_line(std::string& out, std::string_view field, std::string_view value) {
  using namespace std::string_view_literals;
  if (value.find_first_of("\r\n\0"sv) != std::string_view::npos) {
    throw std::invalid_argument("the " + std::string(field) + " of a server-sent event must be one line: \"" +
                                std::string(value.substr(0, 64)) + "\"");
  }
  out.append(field).append(": ").append(value).append("\n");
}

void append_data(std::string& out, std::string_view data) {
  while (true) {
    const std::size_t end = data.find_first_of("\r\n");
    out.append("data: ").append(data.substr(0, end)).append("\n");
    if (end == std::string_view::npos) return;
    data.remove_prefix(end + (data.substr(end).starts_with("\r\n") ? 2 : 1));
  }
}

}  // namespace

std::string to_string(const SseEvent& event) {
  std::string out;
  if (!event.event.empty()) append_line(out, "event", event.event);
  if (!event.id.empty()) append_line(out, "id", event.id);
  if (event.retry) append_line(out, "retry", std::to_string(event.retry->count()));
  append_data(out, event.data);
  return out += "\n";
}

Task<bool> Sse::send(SseEvent event) const { return writer_.write(to_string(event)); }
Task<bool> Sse::keep_alive() const { return writer_.write(":\n\n"); }

}  // namespace anqa::http
