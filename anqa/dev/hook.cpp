// Linked into a program, this makes it a part of the dev loop whenever anqa-dev runs it; see environment.hpp.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <variant>

#include "anqa/dev/add_script.hpp"
#include "anqa/dev/environment.hpp"
#include "anqa/live/detail/usual_stash.hpp"
#include "anqa/live/stash.hpp"
#include "anqa/web/detail/endpoint_hook.hpp"

namespace anqa::dev {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::string folder() { return variable(folder_variable); }

/// A page does not know at which name its visitor reached it, and so neither where anqa-dev is: it asks
/// there.
const std::string& script() {
  static const std::string tag =
      "<script>{const s=document.createElement('script');s.src=`http://${location.hostname}:" +
      variable(port_variable) + "/dev.js`;s.dataset.run='" + variable(run_variable) +
      "';document.head.append(s)}</script>";
  return tag;
}

/// A program that makes its secret at each start would not know the pages of the run before: it gets the
/// first run's.
std::string secret_of_the_first_run(std::uint16_t port, std::string secret) {
  const std::string path = folder() + "/secret-" + std::to_string(port);
  if (std::string first; std::getline(std::ifstream(path), first)) return first;
  std::ofstream(path) << secret << '\n';
  return secret;
}

void prepare(EndpointConfig& config) {
  config.secret_key_base = secret_of_the_first_run(config.port, std::move(config.secret_key_base));
  if (config.handover.empty()) config.handover = folder() + "/handover-" + std::to_string(config.port);
  config.debug_errors = true;
}

Task<http::Response> with_script(Task<http::Response> answer) {
  http::Response response = co_await std::move(answer);
  add_script(response, script());
  co_return response;
}

http::Handler wrap(http::Handler handler) {
  return [handler = std::move(handler)](http::Request request) -> http::Answer {
    http::Answer answer = handler(std::move(request));
    if (auto* response = std::get_if<http::Response>(&answer)) {
      add_script(*response, script());
      return answer;
    }
    return with_script(std::get<Task<http::Response>>(std::move(answer)));
  };
}

void serving() { std::ofstream(folder() + "/serving-" + variable(run_variable)).flush(); }

/// Pages are back with their state whenever the program is swapped, for as long as the loop runs.
std::shared_ptr<LiveStash> stash() {
  return live_stash({.folder = folder() + "/states", .write_at_once = true, .keep = std::chrono::hours(24)});
}

constexpr detail::EndpointHook hook{&prepare, &wrap, &serving};

const bool hooked = [] {
  if (folder().empty()) return false;
  detail::endpoint_hook = &hook;
  detail::usual_stash = &stash;
  return true;
}();

}  // namespace
}  // namespace anqa::dev

/// What CMake's anqa_dev() asks the linker for, as nothing else names this file.
extern "C" const bool anqa_dev_hook;
const bool anqa_dev_hook = true;
