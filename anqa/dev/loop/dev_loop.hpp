#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "anqa/dev/loop/board.hpp"
#include "anqa/dev/loop/command.hpp"
#include "anqa/dev/loop/notice.hpp"
#include "anqa/dev/loop/options.hpp"
#include "anqa/dev/loop/source_watch.hpp"
#include "anqa/otp/gen_server.hpp"

namespace anqa::dev {

/// Builds a program, runs it, and does so again whenever its sources change. A new run takes the listening
/// socket over from the one before, which serves until then, and goes on where the new one does not build or
/// start. While there is none, pages in its place say why.
class DevLoop : public GenServer {
 public:
  using Options = dev::Options;

  /// The files that have changed lately are all of them.
  struct Settled {
    int wave;
  };
  /// An earlier run should have ended by now.
  struct Overdue {
    int run;
  };

  explicit DevLoop(Options options);
  ~DevLoop() noexcept(false) override;

  Task<void> init();
  void handle_info(const SocketEvent& event);
  void handle_info(const Settled& settled);
  void handle_info(const Overdue& overdue);
  void handle_info(const Exit& exit);
  Task<void> terminate(ExitReason reason);

 private:
  using Clock = std::chrono::steady_clock;
  struct Run {
    int number;
    Command command;
    std::string said = {};
  };
  /// What a file is known by: another one in its place is another stamp.
  struct Stamp {
    std::filesystem::file_time_type written{};
    std::uintmax_t size = 0;
    bool operator==(const Stamp&) const = default;
  };

  void sources_changed();
  void begin_build();
  void build_said();
  void built();
  void start_run();
  /// Passes on what it has said; its end, once that has come.
  std::optional<Command::End> run_said(Run& run);
  void serves();
  void next_ended(const Command::End& end);
  void serving_ended(const Command::End& end);
  void take_place();
  void leave_place();
  void pin(Notice::State state, std::string title = {}, std::vector<BuildError> errors = {},
           std::string output = {});
  std::optional<Stamp> program_stamp() const;
  std::filesystem::path serving_file(int run) const;

  Options options_;
  std::filesystem::path folder_;
  Server<Board> board_;
  std::uint16_t notices_port_ = 0;
  std::optional<Pid> placeholder_;
  std::optional<SourceWatch> sources_;
  std::optional<SourceWatch> runs_watch_;

  std::set<std::filesystem::path> changed_;  // since the last build that went well
  int wave_ = 0;
  std::optional<Command> build_;
  std::string build_output_;
  bool build_again_ = false;
  Clock::time_point build_began_;

  int runs_ = 0;
  std::optional<Run> serving_;
  std::optional<Run> next_;
  std::vector<Run> leaving_;
  std::optional<Stamp> started_;  // the program that was started last
  Notice notice_;
};

}  // namespace anqa::dev
