#include "anqa/base/log.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "anqa/base/logger.hpp"

namespace anqa {

std::atomic<LogLevel> detail::log_threshold{LogLevel::info};

namespace {

struct Handler {
  std::string name;
  std::shared_ptr<LogHandler> handler;
  logger::HandlerOptions options;
};
using Handlers = std::vector<Handler>;

struct ModuleLevel {
  std::string module;
  LogLevel level;
};
using ModuleLevels = std::vector<ModuleLevel>;  // longest first

struct State {
  std::mutex mutex;
  LogLevel level = LogLevel::info;
  std::shared_ptr<const ModuleLevels> modules = std::make_shared<ModuleLevels>();
  std::shared_ptr<const Handlers> handlers =
      std::make_shared<Handlers>(Handlers{{"default", logger::to_descriptor(2, logger::text_format()), {}}});

  std::mutex sink_mutex;
  LogSink* sink = nullptr;
};

/// Never destroyed: destructors of other static objects may log.
State& state() {
  static auto* instance = new State;
  return *instance;
}

constinit std::atomic<detail::LogContext> context{nullptr};
// A handler that logs would never come to an end.
constinit thread_local bool handling = false;

void update_threshold(const State& state) {
  LogLevel lowest = state.level;
  for (const ModuleLevel& each : *state.modules) lowest = std::min(lowest, each.level);
  detail::log_threshold.store(lowest, std::memory_order_relaxed);
}

/// Whether `module` stands in the path at the ends of names: "anqa/http" in "/src/anqa/http/server.cpp".
bool lies_in(std::string_view path, std::string_view module) {
  for (std::size_t at = path.find(module); at != std::string_view::npos; at = path.find(module, at + 1)) {
    const std::size_t end = at + module.size();
    const bool begins = at == 0 || path[at - 1] == '/';
    const bool ends = end == path.size() || path[end] == '/' || path[end] == '.';
    if (begins && ends) return true;
  }
  return false;
}

bool wanted(LogLevel level, std::string_view file) {
  State& its = state();
  std::shared_ptr<const ModuleLevels> modules;
  LogLevel lowest{};
  {
    const std::lock_guard lock(its.mutex);
    lowest = its.level;
    modules = its.modules;
  }
  for (const ModuleLevel& each : *modules) {
    if (lies_in(file, each.module)) return level >= each.level;
  }
  return level >= lowest;
}

bool to_sink(const LogRecord& record) {
  State& its = state();
  const std::lock_guard lock(its.sink_mutex);
  if (!its.sink) return false;
  its.sink->write(record);
  return true;
}

bool passes(const Handler& handler, const LogRecord& record) {
  return record.level >= handler.options.level &&
         std::ranges::all_of(handler.options.filters, [&](const auto& filter) { return filter(record); });
}

void to_handlers(const LogRecord& record, std::string_view except = {});

/// As OTP's: the handler goes, and the log says so.
void handler_threw(const std::string& name, const char* what) {
  logger::remove_handler(name);
  LogRecord record;
  record.level = LogLevel::error;
  record.time = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  record.message = "the log handler \"" + name + "\" threw and was removed: " + what;
  to_handlers(record, name);
}

void to_handlers(const LogRecord& record, std::string_view except) {
  State& its = state();
  std::shared_ptr<const Handlers> handlers;
  {
    const std::lock_guard lock(its.mutex);
    handlers = its.handlers;
  }
  for (const Handler& each : *handlers) {
    if (each.name == except) continue;
    try {
      if (passes(each, record)) each.handler->handle(record);
    } catch (const std::exception& error) {
      handler_threw(each.name, error.what());
    } catch (...) {
      handler_threw(each.name, "(no std::exception)");
    }
  }
}

template <class F>
void change_handlers(State& its, F change) {
  auto fresh = std::make_shared<Handlers>(*its.handlers);
  change(*fresh);
  its.handlers = std::move(fresh);
}

}  // namespace

namespace detail {

LogHandling::LogHandling() noexcept : before_(std::exchange(handling, true)) {}
LogHandling::~LogHandling() { handling = before_; }

void write_log(LogLevel level, std::string_view message, LogFields fields,
               const std::source_location& where) {
  if (handling || !wanted(level, where.file_name())) return;
  const LogHandling now;
  LogRecord record;
  record.level = level;
  record.time = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  record.message = message;
  record.metadata = fields;
  record.file = where.file_name();
  record.line = where.line();
  record.function = where.function_name();
  if (LogContext add = context.load(std::memory_order_acquire)) add(record.metadata);
  if (!to_sink(record)) to_handlers(record);
}

void set_log_context(LogContext add) { context.store(add, std::memory_order_release); }

}  // namespace detail

std::string_view to_string(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::notice:
      return "notice";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
    case LogLevel::critical:
      return "critical";
    case LogLevel::alert:
      return "alert";
    case LogLevel::emergency:
      return "emergency";
    case LogLevel::off:
      break;
  }
  return "off";
}

LogLevel log_level() {
  const std::lock_guard lock(state().mutex);
  return state().level;
}

void set_log_level(LogLevel level) {
  State& its = state();
  const std::lock_guard lock(its.mutex);
  its.level = level;
  update_threshold(its);
}

void LogSink::write(const LogRecord& record) { write(record.level, std::string_view(record.message)); }

LogSink* set_log_sink(LogSink* sink) {
  const std::lock_guard lock(state().sink_mutex);
  return std::exchange(state().sink, sink);
}

namespace logger {

bool add_handler(std::string_view name, std::shared_ptr<LogHandler> handler, HandlerOptions options) {
  State& its = state();
  const std::lock_guard lock(its.mutex);
  if (std::ranges::any_of(*its.handlers, [&](const Handler& each) { return each.name == name; }))
    return false;
  change_handlers(its, [&](Handlers& all) {
    all.push_back({std::string(name), std::move(handler), std::move(options)});
  });
  return true;
}

bool remove_handler(std::string_view name) {
  std::shared_ptr<const Handlers> before;  // the handler may take its time to go: not under the lock
  State& its = state();
  const std::lock_guard lock(its.mutex);
  before = its.handlers;
  change_handlers(its, [&](Handlers& all) {
    std::erase_if(all, [&](const Handler& each) { return each.name == name; });
  });
  return its.handlers->size() < before->size();
}

std::vector<HandlerInfo> handlers() {
  State& its = state();
  const std::lock_guard lock(its.mutex);
  std::vector<HandlerInfo> all;
  for (const Handler& each : *its.handlers) all.push_back({each.name, each.options.level, each.handler});
  return all;
}

bool set_handler_level(std::string_view name, LogLevel level) {
  State& its = state();
  const std::lock_guard lock(its.mutex);
  bool found = false;
  change_handlers(its, [&](Handlers& all) {
    for (Handler& each : all) {
      if (each.name != name) continue;
      each.options.level = level;
      found = true;
    }
  });
  return found;
}

void flush() {
  for (const HandlerInfo& each : handlers()) each.handler->flush();
}

void set_module_level(std::string_view module, LogLevel level) {
  while (module.ends_with('/')) module.remove_suffix(1);
  State& its = state();
  const std::lock_guard lock(its.mutex);
  auto fresh = std::make_shared<ModuleLevels>(*its.modules);
  std::erase_if(*fresh, [&](const ModuleLevel& each) { return each.module == module; });
  fresh->push_back({std::string(module), level});
  std::ranges::sort(*fresh, std::ranges::greater{},
                    [](const ModuleLevel& each) { return each.module.size(); });
  its.modules = std::move(fresh);
  update_threshold(its);
}

bool delete_module_level(std::string_view module) {
  while (module.ends_with('/')) module.remove_suffix(1);
  State& its = state();
  const std::lock_guard lock(its.mutex);
  auto fresh = std::make_shared<ModuleLevels>(*its.modules);
  const bool found =
      std::erase_if(*fresh, [&](const ModuleLevel& each) { return each.module == module; }) > 0;
  its.modules = std::move(fresh);
  update_threshold(its);
  return found;
}

}  // namespace logger
}  // namespace anqa
