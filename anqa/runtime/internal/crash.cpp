#include "anqa/runtime/internal/crash.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <typeinfo>
#include <unordered_map>

#include "anqa/base/log.hpp"
#include "anqa/runtime/exception_trace.hpp"
#include "anqa/runtime/internal/coarse_clock.hpp"
#include "anqa/runtime/internal/relations.hpp"
#include "anqa/runtime/internal/watching.hpp"

// Under the sanitizers __cxa_throw is theirs: crash reports then come without a stack.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ANQA_NO_THROW_HOOK 1
#endif
#endif

namespace {

constexpr int max_frames = 32;
/// Walking a stack takes microseconds, also where the exception is caught at once: a thread that throws more
/// often than this in a second goes on without.
constexpr int walks_per_second = 64;

/// Where this thread last threw. Taken at the throw, because by the time a handler's exception is caught its
/// stack is gone.
struct LastThrow {
  void* exception = nullptr;
  std::array<void*, max_frames> frames{};
  int depth = 0;
  // The second that is counted, and the walks in it.
  anqa::TimePoint since{};
  int walks = 0;

  bool may_walk() {
    const anqa::TimePoint now = anqa::detail::coarse_now();
    if (now - since >= std::chrono::seconds(1)) {
      since = now;
      walks = 0;
    }
    return walks < walks_per_second && ++walks;
  }
};
thread_local LastThrow last_throw;

}  // namespace

#ifndef ANQA_NO_THROW_HOOK
// Stands before libstdc++'s: notes the stack, then throws. Itanium C++ ABI, section 2.4.3.
extern "C" void __cxa_throw(void* exception, std::type_info* type, void (*destroy)(void*)) {
  using Throw = void (*)(void*, std::type_info*, void (*)(void*));
  static const auto original = reinterpret_cast<Throw>(dlsym(RTLD_NEXT, "__cxa_throw"));
  last_throw.exception = exception;
  last_throw.depth = last_throw.may_walk() ? backtrace(last_throw.frames.data(), max_frames) : 0;
  original(exception, type, destroy);
  std::abort();  // not reached: a throw does not return
}
#endif

namespace anqa::detail {
namespace {

std::string demangle(const char* name) {
  int status = 0;
  char* demangled = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  std::string text = status == 0 ? demangled : name;
  std::free(demangled);
  return text;
}

/// Demangling costs a microsecond, and the same few types are thrown again and again.
const std::string& type_text(const std::type_info* type) {
  thread_local std::unordered_map<const std::type_info*, std::string> texts;
  std::string& text = texts[type];
  if (text.empty()) text = type ? demangle(type->name()) : "(unknown)";
  return text;
}

/// The what() of the exception at `object`, without the price of throwing it again; nothing when it is no
/// std::exception.
const std::exception* as_std_exception(const std::type_info* type, void* object) {
  if (!type || !object || !typeid(std::exception).__do_catch(type, &object, 1)) return nullptr;
  return static_cast<const std::exception*>(object);
}

std::vector<std::string> describe(const LastThrow& thrown) {
  std::vector<std::string> lines;
  if (thrown.depth == 0) {
    lines.push_back("(not taken: this thread throws more than " + std::to_string(walks_per_second) +
                    " times a second)");
  }
  for (int i = 1; i < thrown.depth; ++i) {  // 0 is the hook
    Dl_info info{};
    if (!dladdr(thrown.frames[static_cast<std::size_t>(i)], &info) || !info.dli_sname) continue;
    std::string name = demangle(info.dli_sname);
    // What is below the handler is the same in each report.
    if (name.starts_with("anqa::detail::run_slice") || name.starts_with("anqa::detail::run_handler")) break;
    if (name.starts_with("std::__n4861::coroutine_handle")) continue;
    if (auto clone = name.find(" [clone"); clone != std::string::npos) name.resize(clone);
    lines.push_back(std::move(name));
  }
  return lines;
}

/// What the process's class tells of the message and of its state: nothing unless it says so, because they
/// may hold what belongs in no log.
std::string describe_moment(const ProcessCore& core) {
  constexpr std::size_t longest = 4096;
  std::string text;
  const auto add = [&](std::string_view what, std::string description) {
    if (description.size() > longest) description = description.substr(0, longest) + "…";
    text += "\n    " + std::string(what) + ": " + description;
  };
  if (!core.behaviour || !core.object) return text;
  try {
    if (core.current && core.behaviour->describe_message)
      add("message", core.behaviour->describe_message(*core.object, *core.current));
    if (core.behaviour->describe_state) add("state", core.behaviour->describe_state(*core.object));
  } catch (...) {
    add("state", "(describing it threw)");
  }
  return text;
}

}  // namespace

CrashInfo capture_crash(std::string_view message) {
  CrashInfo info;
  info.message = message;
  const std::type_info* type = abi::__cxa_current_exception_type();
  info.exception_type = type_text(type);
  std::exception_ptr current = std::current_exception();
  void* object = nullptr;
  std::memcpy(&object, &current,
              sizeof object);  // libstdc++: an exception_ptr is the address of what was thrown
  if (object && object == last_throw.exception) info.stack = describe(last_throw);
  if (const std::exception* error = as_std_exception(type, object)) {
    info.what = error->what();
    return info;
  }
  try {
    throw;
  } catch (const std::string& text) {
    info.what = text;
  } catch (const char* text) {
    info.what = text ? text : "";
  } catch (...) {
  }
  return info;
}

void log_crash(const ProcessCore& core, const CrashInfo& info) {
  if (!log_enabled(LogLevel::error)) return;
  std::string text = "process " + core.pid().to_string() + " ";
  text += core.behaviour ? core.behaviour->name() : "(unknown)";
  if (const Relations* relations = core.relations) {
    if (!relations->name.empty()) text += " \"" + relations->name + "\"";
    if (relations->extras && !relations->extras->label.empty()) text += " (" + relations->extras->label + ")";
    if (relations->place) text += " in " + to_string(relations->place);
  }
  text += " crashed";
  if (!info.message.empty()) text += " handling " + info.message;
  text += ": " + info.exception_type;
  if (!info.what.empty()) text += ": " + info.what;
  for (const std::string& frame : info.stack) text += "\n    at " + frame;
  text += describe_moment(core);
  log_error(text, {{"type", core.behaviour ? core.behaviour->name() : "(unknown)"},
                   {"name", core.relations ? core.relations->name : std::string()},
                   {"handling", info.message},
                   {"exception", info.exception_type},
                   {"reason", info.what}});
}

}  // namespace anqa::detail

namespace anqa {

ExceptionTrace trace_exception(const std::exception_ptr& error) {
  ExceptionTrace trace;
  if (!error) return trace;
  void* object = nullptr;
  std::memcpy(&object, &error, sizeof object);  // as in capture_crash()
  if (object == last_throw.exception && last_throw.depth > 1) {
    for (int i = 1; i < last_throw.depth; ++i) {
      trace.stack.push_back(reinterpret_cast<std::uintptr_t>(last_throw.frames[static_cast<std::size_t>(i)]));
    }
  }
  const std::type_info* type = error.__cxa_exception_type();
  trace.type = detail::type_text(type);
  if (const std::exception* known = detail::as_std_exception(type, object)) {
    trace.what = known->what();
    return trace;
  }
  try {
    std::rethrow_exception(error);
  } catch (const std::string& text) {
    trace.what = text;
  } catch (const char* text) {
    trace.what = text ? text : "";
  } catch (...) {
  }
  return trace;
}

}  // namespace anqa
