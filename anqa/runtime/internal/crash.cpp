#include "anqa/runtime/internal/crash.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <typeinfo>

#include "anqa/base/log.hpp"
#include "anqa/runtime/internal/relations.hpp"

// Under the sanitizers __cxa_throw is theirs: crash reports then come without a stack.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ANQA_NO_THROW_HOOK 1
#endif
#endif

namespace {

constexpr int max_frames = 32;

/// Where this thread last threw. Taken at the throw, because by the time a handler's exception is caught its
/// stack is gone.
struct LastThrow {
  void* exception = nullptr;
  std::array<void*, max_frames> frames{};
  int depth = 0;
};
thread_local LastThrow last_throw;

}  // namespace

#ifndef ANQA_NO_THROW_HOOK
// Stands before libstdc++'s: notes the stack, then throws. Itanium C++ ABI, section 2.4.3.
extern "C" void __cxa_throw(void* exception, std::type_info* type, void (*destroy)(void*)) {
  using Throw = void (*)(void*, std::type_info*, void (*)(void*));
  static const auto original = reinterpret_cast<Throw>(dlsym(RTLD_NEXT, "__cxa_throw"));
  last_throw.exception = exception;
  last_throw.depth = backtrace(last_throw.frames.data(), max_frames);
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

std::vector<std::string> describe(const LastThrow& thrown) {
  std::vector<std::string> lines;
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

}  // namespace

CrashInfo capture_crash(std::string_view message) {
  CrashInfo info;
  info.message = message;
  const std::type_info* type = abi::__cxa_current_exception_type();
  info.exception_type = type ? demangle(type->name()) : "(unknown)";
  std::exception_ptr current = std::current_exception();
  void* object = nullptr;
  std::memcpy(&object, &current,
              sizeof object);  // libstdc++: an exception_ptr is the address of what was thrown
  if (object && object == last_throw.exception) info.stack = describe(last_throw);
  try {
    throw;
  } catch (const std::exception& error) {
    info.what = error.what();
  } catch (const std::string& text) {
    info.what = text;
  } catch (const char* text) {
    info.what = text ? text : "";
  } catch (...) {
  }
  return info;
}

void log_crash(const ProcessCore& core, const CrashInfo& info) {
  std::string text = "process " + core.pid().to_string() + " ";
  text += core.behaviour ? core.behaviour->name() : "(unknown)";
  if (core.relations && !core.relations->name.empty()) text += " \"" + core.relations->name + "\"";
  text += " crashed";
  if (!info.message.empty()) text += " handling " + info.message;
  text += ": " + info.exception_type;
  if (!info.what.empty()) text += ": " + info.what;
  for (const std::string& frame : info.stack) text += "\n    at " + frame;
  log_error(text);
}

}  // namespace anqa::detail
