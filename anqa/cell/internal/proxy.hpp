#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "anqa/cell/internal/factory.hpp"
#include "anqa/cell/internal/frame.hpp"
#include "anqa/cell/internal/parcel.hpp"
#include "anqa/cell/internal/router.hpp"
#include "anqa/cell/limits.hpp"
#include "anqa/otp/child_spec.hpp"
#include "anqa/runtime/net/tcp.hpp"
#include "anqa/runtime/process.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa::cell {

/// The process in the application that stands for a server in a cell: it has the server's pid, name, links
/// and monitors; what is sent to it goes to the cell, and what the server sends goes out as from it. It ends
/// when the server or the cell does, with the reason of that.
class CellProxy final : public Process {
 public:
  CellProxy(std::shared_ptr<const ChildSpec::Starter> starter, CellLimits limits, Pid parent,
            detail::Promise<detail::Nothing> started);
  ~CellProxy() override;

  Task<void> run();

 private:
  /// Takes a cell if there is one, and sends it what waits.
  void acquire();
  void handle(detail::EnvelopePtr envelope);
  void handle_socket(const SocketEvent& event);
  void handle_gone(const CellGone& gone);
  /// Sends what a process of the application sent to `to`, the server or another process of the cell.
  void forward(Pid to, detail::EnvelopePtr envelope);
  void note_outgoing(Pid to, const detail::Envelope& envelope);
  void refuse(detail::EnvelopePtr envelope, std::string why);
  /// Ends a cell that does not take what waits for it.
  void bound_out();

  void read_socket();
  void read_log();
  void take_frames();
  /// False when it is not what a sound cell sends.
  bool take_frame(FrameKind kind, WireReader& reader);
  bool take_message(WireReader& reader);
  bool take_answer(WireReader& reader);
  bool take_signal(FrameKind kind, WireReader& reader);
  bool take_exit(WireReader& reader);
  bool take_down(WireReader& reader);
  /// False when it cannot be so.
  bool note_incoming(FrameKind kind, Pid from, Pid to, std::uint64_t ref);
  void log_lines(bool rest);

  void flush();
  void end(ExitReason reason);
  bool is_inside(Pid pid) const { return pid == self_ || pid.node() == number_->node; }
  std::string label() const;

  struct PairHash {
    std::size_t operator()(const std::pair<Pid, std::uint64_t>& key) const noexcept {
      return std::hash<Pid>{}(key.first) ^ (key.second * 0x9E3779B97F4A7C15u);
    }
  };
  using Key = std::pair<Pid, std::uint64_t>;

  const Pid self_;
  System& system_;
  const CellLimits limits_;
  const std::string_view type_;
  CellNumber number_;
  detail::Promise<detail::Nothing> started_;
  std::optional<Cell> cell_;
  TcpStream socket_;
  TcpStream log_;
  std::string out_;
  std::size_t sent_ = 0;
  FrameReader in_;
  std::string log_text_;
  std::optional<ExitReason> ended_;

  /// Calls that the cell has not answered: with what they are answered.
  std::unordered_map<Key, const EnvelopeType*, PairHash> unanswered_;
  /// What ties processes of the cell beside the server to others: whoever is left is told at the end.
  std::unordered_map<Key, Pid, PairHash> watched_by_;  // (watcher outside, ref) -> inside
  std::unordered_map<Key, Pid, PairHash> watching_;    // (inside, ref) -> outside
  std::map<std::pair<Pid, Pid>, bool> links_;          // (inside, outside)
};

}  // namespace anqa::cell
