#include "anqa/dev/loop/dev_loop.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "anqa/dev/environment.hpp"
#include "anqa/dev/loop/pages.hpp"
#include "anqa/http/server.hpp"
#include "anqa/otp/call.hpp"

namespace anqa::dev {
namespace {

namespace fs = std::filesystem;

/// An editor writes several files, one after the other.
constexpr std::chrono::milliseconds settle_after{40};
/// How long an earlier run may let its requests end.
constexpr std::chrono::seconds leave_within{10};
/// How long what still runs may take when the loop ends.
constexpr std::chrono::seconds stop_within{10};
/// Bytes of what a tool or a server has said last that are shown.
constexpr std::size_t most_output = 20'000;
constexpr std::size_t most_errors = 20;

/// Files that a program is made of, or its pages.
const std::vector<std::string>& source_endings() {
  static const std::vector<std::string> endings{
      ".cpp", ".hpp",  ".c",     ".h",    ".cc",   ".hh",  ".cxx",   ".hxx",
      ".ipp", ".heex", ".css",   ".js",   ".mjs",  ".svg", ".png",   ".jpg",
      ".ico", ".webp", ".woff2", ".html", ".json", ".sql", ".cmake", "CMakeLists.txt"};
  return endings;
}

void tell(const std::string& text) {
  static const bool has_colours = ::isatty(STDOUT_FILENO) == 1;
  std::printf(has_colours ? "\033[1manqa-dev:\033[0m %s\n" : "anqa-dev: %s\n", text.c_str());
  std::fflush(stdout);
}

void pass_on(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void append(std::string& to, const std::string& text) {
  to += text;
  if (to.size() > 4 * most_output) to.erase(0, to.size() - 2 * most_output);
}

std::string end_of(const std::string& output) {
  std::string text = without_colours(output);
  if (text.size() > most_output) text.erase(0, text.find('\n', text.size() - most_output) + 1);
  return text;
}

constexpr std::string_view folder_prefix = "anqa-dev-";

/// Removes the folders of loops that were killed; the name of each has the number of its process.
void remove_folders_of_the_dead() {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(), error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(folder_prefix)) continue;
    const std::string number =
        name.substr(folder_prefix.size(), name.find('-', folder_prefix.size()) - folder_prefix.size());
    if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code not_ours;
    if (!fs::exists("/proc/" + number, not_ours)) fs::remove_all(entry.path(), not_ours);
  }
}

/// A short path, as that of a Unix socket must be, that nobody else may look into.
fs::path make_folder() {
  remove_folders_of_the_dead();
  std::string pattern = (fs::temp_directory_path() / folder_prefix).string();
  pattern += std::to_string(::getpid()) + "-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder like " + pattern);
  return pattern;
}

/// The server's own end is not the end of the loop.
void stay() {}

Server<http::Server> serve_notices(const Options& options, const http::Handler& handler) {
  const std::uint16_t wanted =
      options.notices_port != 0 ? options.notices_port : static_cast<std::uint16_t>(options.port + 1);
  try {
    return start_link<http::Server>(
        http::Server::Options{.ip = options.ip, .port = wanted, .handler = handler});
  } catch (const std::runtime_error&) {
    if (options.notices_port != 0) throw;
  }
  return start_link<http::Server>(http::Server::Options{.ip = options.ip, .handler = handler});
}

bool is_of_all_pages(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.ends_with(".js") || name.ends_with(".mjs") || name.find("layout") != std::string::npos;
}

}  // namespace

DevLoop::DevLoop(Options options) : options_(std::move(options)), folder_(make_folder()) { trap_exit(); }

DevLoop::~DevLoop() noexcept(false) {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Task<void> DevLoop::init() {
  board_ = start_link<Board>();
  notices_port_ = co_await call(serve_notices(options_, notices(board_)), http::Server::Port{});
  take_place();
  sources_.emplace(SourceWatch::Options{.folders = options_.watch, .endings = source_endings()});
  sources_->arm();
  runs_watch_.emplace(SourceWatch::Options{.folders = {folder_}});
  runs_watch_->arm();
  tell("http://localhost:" + std::to_string(options_.port) + " shows the program, or why there is none");
  begin_build();
}

void DevLoop::pin(Notice::State state, std::string title, std::vector<BuildError> errors,
                  std::string output) {
  notice_.state = state;
  notice_.run = serving_ ? serving_->number : 0;
  notice_.title = std::move(title);
  notice_.errors = std::move(errors);
  notice_.output = std::move(output);
  cast(board_, Board::Pinned{to_json(notice_)});
}

/// A server of ours where the program's should be.
void DevLoop::take_place() {
  if (placeholder_) return;
  placeholder_ = start_link<http::Server>(
                     http::Server::Options{
                         .ip = options_.ip,
                         .port = options_.port,
                         .handler = in_place_of_the_program(notices_port_),
                         .handover = (folder_ / ("handover-" + std::to_string(options_.port))).string(),
                         .handed_over = &stay})
                     .pid();
}

void DevLoop::leave_place() {
  if (placeholder_) exit(*placeholder_, ExitReason::shutdown);
  placeholder_.reset();
}

void DevLoop::handle_info(const Exit& exit) {
  if (placeholder_ == exit.from) placeholder_.reset();
}

void DevLoop::handle_info(const SocketEvent& event) {
  if (sources_->is_mine(event)) {
    sources_changed();
  } else if (runs_watch_->is_mine(event)) {
    runs_watch_->changed();
    runs_watch_->arm();
    if (next_ && fs::exists(serving_file(next_->number))) serves();
  } else if (build_ && build_->is_mine(event)) {
    build_said();
  } else if (next_ && next_->command.is_mine(event)) {
    if (const auto end = run_said(*next_)) next_ended(*end);
  } else if (serving_ && serving_->command.is_mine(event)) {
    if (const auto end = run_said(*serving_)) serving_ended(*end);
  } else {
    std::erase_if(leaving_,
                  [&](Run& run) { return run.command.is_mine(event) && run_said(run).has_value(); });
  }
}

void DevLoop::sources_changed() {
  const auto files = sources_->changed();
  sources_->arm();
  if (files.empty()) return;
  changed_.insert(files.begin(), files.end());
  send_after(*this, settle_after, Settled{++wave_});
}

void DevLoop::handle_info(const Settled& settled) {
  if (settled.wave != wave_) return;
  if (!build_) return begin_build();
  // What it makes is outdated before it is done.
  build_again_ = true;
  build_->signal(SIGTERM);
}

void DevLoop::begin_build() {
  build_again_ = false;
  build_output_.clear();
  build_began_ = Clock::now();
  pin(Notice::State::building);
  auto started = Command::start({.words = {"/bin/sh", "-c", options_.build}});
  if (!started) return pin(Notice::State::failed, started.error().message);
  build_.emplace(std::move(*started));
  build_->arm();
}

void DevLoop::build_said() {
  const auto end = build_->end();  // first: what it said before its end is there then
  const std::string text = build_->output();
  pass_on(text);
  append(build_output_, text);
  if (!end) return build_->arm();
  build_.reset();
  if (build_again_) return begin_build();
  if (end->is_success()) return built();
  auto errors = build_errors(without_colours(build_output_));
  if (errors.size() > most_errors) errors.resize(most_errors);
  for (BuildError& error : errors) add_source(error, fs::current_path());
  tell("the build failed; the program goes on as it was");
  pin(Notice::State::failed, "The build failed", std::move(errors), end_of(build_output_));
}

std::optional<DevLoop::Stamp> DevLoop::program_stamp() const {
  std::error_code error;
  const fs::path program = options_.program.front();
  const Stamp stamp{fs::last_write_time(program, error), fs::file_size(program, error)};
  if (error) return std::nullopt;
  return stamp;
}

void DevLoop::built() {
  bool styles = false;
  bool pages = false;
  for (const fs::path& file : std::exchange(changed_, {})) {
    styles = styles || file.extension() == ".css";
    pages = pages || is_of_all_pages(file);
  }
  notice_.styles += styles ? 1 : 0;
  notice_.pages += pages ? 1 : 0;
  const auto stamp = program_stamp();
  if (serving_ && !next_ && stamp && stamp == started_) {
    tell("nothing to start anew");
    return pin(Notice::State::serving);
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - build_began_);
  tell("built in " + std::to_string(took.count()) + " ms");
  started_ = stamp;
  start_run();
}

fs::path DevLoop::serving_file(int run) const { return folder_ / ("serving-" + std::to_string(run)); }

void DevLoop::start_run() {
  if (next_) {
    next_->command.signal(SIGTERM);
    leaving_.push_back(std::move(*next_));
    next_.reset();
  }
  if (!serving_) take_place();
  const int number = ++runs_;
  auto started = Command::start(
      {.words = options_.program,
       .environment = {"PORT=" + std::to_string(options_.port), folder_variable + ("=" + folder_.string()),
                       port_variable + ("=" + std::to_string(notices_port_)),
                       run_variable + ("=" + std::to_string(number))}});
  if (!started) return pin(Notice::State::down, started.error().message);
  next_.emplace(number, std::move(*started));
  next_->command.arm();
  pin(Notice::State::starting);
}

std::optional<Command::End> DevLoop::run_said(Run& run) {
  const auto end = run.command.end();  // first: what it said before its end is there then
  const std::string text = run.command.output();
  pass_on(text);
  append(run.said, text);
  if (!end) run.command.arm();
  return end;
}

/// The new run has the listening socket; the one before was told so and ends by itself.
void DevLoop::serves() {
  if (serving_) {
    send_after(*this, leave_within, Overdue{serving_->number});
    leaving_.push_back(std::move(*serving_));
    serving_.reset();
  }
  leave_place();
  serving_ = std::move(next_);
  next_.reset();
  std::error_code ignored;
  fs::remove(serving_file(serving_->number), ignored);
  tell("run " + std::to_string(serving_->number) + " serves");
  pin(Notice::State::serving);
}

void DevLoop::handle_info(const Overdue& overdue) {
  std::erase_if(leaving_,
                [&overdue](const Run& run) { return run.number == overdue.run; });  // which kills it
}

void DevLoop::next_ended(const Command::End& end) {
  const std::string how = end.text();
  const std::string said = end_of(next_->said);
  next_.reset();
  started_.reset();
  tell("the program did not start: " + how);
  pin(Notice::State::down, "The program did not start: " + how, {}, said);
}

void DevLoop::serving_ended(const Command::End& end) {
  // It may have handed its socket over before its successor was seen to serve.
  if (next_ && fs::exists(serving_file(next_->number))) return serves();
  const std::string how = end.text();
  const std::string said = end_of(serving_->said);
  serving_.reset();
  started_.reset();
  tell("the program ended: " + how + "; it is started again when a file changes");
  try {
    take_place();
  } catch (const std::runtime_error& error) {
    tell(error.what());
  }
  if (!next_ && !build_) pin(Notice::State::down, "The program ended: " + how, {}, said);
}

Task<void> DevLoop::terminate(ExitReason) {
  std::vector<Command*> commands;
  if (build_) commands.push_back(&*build_);
  if (next_) commands.push_back(&next_->command);
  if (serving_) commands.push_back(&serving_->command);
  for (Run& run : leaving_) commands.push_back(&run.command);
  for (const Command* command : commands) command->signal(SIGTERM);
  const auto limit = Clock::now() + stop_within;
  for (Command* command : commands) {
    co_await command->ended(limit - Clock::now());
    pass_on(command->output());
  }
}

}  // namespace anqa::dev
