#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/runtime/wire.hpp"

namespace anqa {

/// What is known of an exception that left a handler.
struct CrashInfo {
  std::string exception_type;      ///< demangled, "(unknown)" when it is no std::exception
  std::string what;                ///< its what(), empty when it has none
  std::string message;             ///< the type of the message that was being handled, empty outside of one
  std::vector<std::string> stack;  ///< where it was thrown, innermost first; may be empty
};

/// Why a process ended: OTP's exit reasons. A small value, cheap to copy; what it says is shared and const.
class ExitReason {
 public:
  enum class Kind : std::uint8_t {
    normal,        ///< it had done its work; links are not told in anger
    shutdown,      ///< its supervisor asked for it; not an error
    kill,          ///< as a signal: cannot be trapped; the process then exits with `killed`
    killed,        ///< it was killed
    noproc,        ///< there was no such process (any more)
    noconnection,  ///< its node is out of reach
    timeout,       ///< a call was not answered in time
    crash,         ///< an exception left a handler; see crash_info()
    other,         ///< the application's own reason; see text()
    signal,        ///< the operating system ended its cell; text() is "signal SIGSEGV", "exit status 3"
    limit,         ///< its cell used more than it may; text() is "memory limit", "cpu limit"
  };

  using enum Kind;  // `exit(pid, ExitReason::kill)`

  ExitReason() = default;
  ExitReason(Kind kind) : kind_(kind) {}  // NOLINT(google-explicit-constructor)
  /// An application's own reason.
  explicit ExitReason(std::string text);
  static ExitReason crashed(CrashInfo info);
  /// `{shutdown, text}`: an orderly end that carries a word.
  static ExitReason shutdown_with(std::string text);
  /// What a cell died of: "signal SIGSEGV".
  static ExitReason by_signal(std::string text);
  /// Which limit a cell went over: "memory limit".
  static ExitReason over_limit(std::string text);

  Kind kind() const { return kind_; }
  /// normal, shutdown, or shutdown with a word: what a `transient` child is not restarted for.
  bool is_orderly() const { return kind_ == Kind::normal || kind_ == Kind::shutdown; }
  /// Null unless kind() is crash.
  const CrashInfo* crash_info() const;
  /// The word of `other`, `signal` and `limit`, or of a shutdown that carries one; else empty.
  std::string_view text() const;
  /// One line for logs: "shutdown", "crash: std::runtime_error: boom".
  std::string to_string() const;

  friend bool operator==(const ExitReason& a, const ExitReason& b) {
    return a.kind_ == b.kind_ && a.text() == b.text();
  }

 private:
  friend struct Wire<ExitReason>;
  struct Detail;
  ExitReason(Kind kind, Detail detail);
  Kind kind_ = Kind::normal;
  std::shared_ptr<const Detail> detail_;
};

template <>
struct Wire<ExitReason> {
  static void put(const ExitReason& reason, WireWriter& writer);
  static void get(ExitReason& reason, WireReader& reader);
};

}  // namespace anqa
