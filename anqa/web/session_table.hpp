#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/table.hpp"
#include "anqa/term/term.hpp"
#include "anqa/web/session.hpp"

namespace anqa {

namespace detail {
struct KeptSession {
  Term values;
  TimePoint used;  ///< last read or written
};
using SessionTableStorage = Table<std::string, KeptSession>;
}  // namespace detail

/// Sessions in the memory of this program: they may be larger than a cookie and can be ended here, and they
/// end with the program. A child of the supervision tree, in front of the endpoint:
///
///     anqa::child<anqa::SessionTable>({.name = "sessions"}),
///     anqa::child<anqa::Endpoint>({…, .session = {.store = anqa::session_table("sessions")}}),
class SessionTable : public GenServer {
 public:
  struct Options {
    std::string name = "sessions";
    /// A session that was not used for so long is forgotten.
    std::chrono::seconds idle = std::chrono::hours(24 * 14);
    /// How often such sessions are looked for.
    std::chrono::seconds sweep_every = std::chrono::minutes(1);
  };
  struct Sweep {};

  /// Throws std::invalid_argument where the name is taken.
  explicit SessionTable(Options options);
  void handle_info(const Sweep&);

 private:
  Options options_;
  detail::SessionTableStorage table_;
};

/// The sessions in the SessionTable of that name. Where there is none, as after its end, reading finds
/// nothing and writing throws std::invalid_argument.
std::shared_ptr<const SessionBackend> session_table(std::string_view name);

}  // namespace anqa
