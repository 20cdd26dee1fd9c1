#include "anqa/cell/internal/proxy.hpp"

#include <algorithm>
#include <limits>

#include "anqa/base/log.hpp"
#include "anqa/cell/internal/death.hpp"
#include "anqa/cell/internal/start_order.hpp"
#include "anqa/runtime/receive.hpp"

namespace anqa::cell {
namespace {

/// Bytes taken from a socket before other messages have their turn.
constexpr std::size_t read_chunk = 64_KiB;
constexpr std::size_t read_turn = 1_MiB;
/// A frame's length is four bytes.
constexpr std::size_t longest_frame = std::numeric_limits<std::uint32_t>::max();

/// The next message of the calling process, whatever it is.
struct AnyReceiver : detail::Receiver {
  AnyReceiver() : Receiver(nullptr) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> handle) { return wait_for_message(handle, {}); }
  detail::EnvelopePtr await_resume() { return std::move(envelope_); }
};

template <class M>
M& message_in(Envelope& envelope) {
  return static_cast<detail::MessageEnvelope<M>&>(envelope).message;
}

}  // namespace

CellProxy::CellProxy(std::shared_ptr<const ChildSpec::Starter> starter, CellLimits limits, Pid parent,
                     detail::Promise<detail::Nothing> started)
    : self_(self()),
      system_(System::current()),
      limits_(limits),
      type_(starter->wire_type()->name()),
      number_(CellRouter::of(system_), self_),
      started_(std::move(started)),
      in_(limits.message) {
  detail::stand_in();
  trap_exit();
  append_frame(out_, FrameKind::start, [&](WireWriter& writer) {
    writer.raw(StartOrder{.node = number_->node,
                          .first_serial = number_->first_serial,
                          .server = self_,
                          .parent = parent,
                          .log_level = log_level(),
                          .limits = limits_,
                          .type = detail::type_number(*starter->wire_type())});
    starter->put(writer);
  });
}

CellProxy::~CellProxy() {
  number_.leave();
  CellFactory::get().forget(self_, system_);
  cell_.reset();
  const ExitReason reason = detail::drop_reason();
  for (const auto& [to, answer] : unanswered_)
    detail::deliver(to.first, answer->wire->failure(*answer, to.second, reason));
  for (const auto& [watcher, inside] : watched_by_)
    detail::send_down(watcher.first, watcher.second, inside, reason);
  for (const auto& [watcher, outside] : watching_)
    detail::send_demonitor(watcher.first, outside, watcher.second);
  for (const auto& [pair, is_there] : links_) detail::send_exit(pair.first, pair.second, reason, true);
}

std::string CellProxy::label() const {
  return "cell " + self_.to_string() + " " + std::string(type_) +
         (cell_ ? " (process " + std::to_string(cell_->pid()) + ")" : "");
}

Task<void> CellProxy::run() {
  acquire();
  while (!ended_) {
    detail::EnvelopePtr envelope = co_await AnyReceiver();
    handle(std::move(envelope));
    // What waits is sent together.
    if (!detail::current_core()->queue_head || out_.size() - sent_ > read_chunk) flush();
  }
  if (log_) read_log();
  log_lines(true);
  if (started_) started_.fail(*ended_);
  detail::ProcessCore& core = *detail::current_core();
  core.stopping = true;
  core.stop_reason = *ended_;
}

void CellProxy::end(ExitReason reason) {
  if (!ended_) ended_ = std::move(reason);
}

void CellProxy::acquire() {
  if (cell_) return;
  try {
    cell_ = CellFactory::get().take(system_, self_);
    if (!cell_) return;
    socket_ = TcpStream::adopt(cell_->socket().release());
    log_ = TcpStream::adopt(cell_->log().release());
    socket_.arm_readable();
    log_.arm_readable();
    flush();
  } catch (const std::exception& error) {
    end(ExitReason(std::string(error.what())));
  }
}

void CellProxy::handle(detail::EnvelopePtr envelope) {
  const void* payload = envelope->type->payload_id;
  if (payload == detail::payload_id<SocketEvent>) {
    handle_socket(message_in<SocketEvent>(*envelope));
  } else if (payload == detail::payload_id<Routed>) {
    auto& routed = message_in<Routed>(*envelope);
    forward(routed.to, std::move(routed.envelope));
  } else if (payload == detail::payload_id<CellGone>) {
    handle_gone(message_in<CellGone>(*envelope));
  } else if (payload == detail::payload_id<CellReady>) {
    acquire();
  } else if (payload == detail::payload_id<NoCell>) {
    end(ExitReason(message_in<NoCell>(*envelope).why));
  } else {
    forward(self_, std::move(envelope));
  }
}

void CellProxy::handle_socket(const SocketEvent& event) {
  if (event.socket == log_.id()) return read_log();
  if (event.socket != socket_.id()) return;
  if (event.kind == SocketEvent::Kind::readable) return read_socket();
  flush();
}

void CellProxy::handle_gone(const CellGone& gone) {
  if (!cell_ || gone.id != cell_->id()) return;
  // What it said before it died counts, its own word on why it ended first of all.
  for (bool more = true; more && !ended_;) {
    const IoResult got = socket_.read(in_.room(read_chunk), read_chunk);
    more = got.status == IoResult::Status::done;
    in_.filled(got.bytes);
    take_frames();
  }
  end(reason_of_death(gone, limits_));
}

void CellProxy::forward(Pid to, detail::EnvelopePtr envelope) {
  if (!can_travel(*envelope)) {
    // An answer to what nobody in the cell awaits, and questions that only the runtime asks.
    if (envelope->type->kind == detail::EnvelopeKind::message) {
      std::string why = cannot_travel(*envelope);
      return refuse(std::move(envelope), std::move(why));
    }
    return detail::discard(std::move(envelope), ExitReason::noconnection);
  }
  const std::size_t before = out_.size();
  const std::string_view type_name = envelope->type->name();
  const EnvelopeType* answer = nullptr;
  note_outgoing(to, *envelope);
  AnswerTo answer_to;
  std::optional<std::string> failure;
  try {
    answer_to = append_parcel(out_, to, *envelope, answer);
  } catch (const std::exception& error) {
    failure = error.what();
  } catch (...) {
    failure = "its anqa::Wire<> threw";
  }
  if (failure) {
    // The sender's fault, and none of the server's.
    out_.resize(before);
    return refuse(std::move(envelope), std::string(type_name) + " cannot be sent to a cell: " + *failure);
  }
  if (out_.size() - before > std::min<std::size_t>(limits_.message, longest_frame)) {
    out_.resize(before);
    log_error(label() + ": a message of more than " + std::to_string(limits_.message) +
              " bytes (CellLimits::message) was sent to it; dropped");
    if (answer)
      detail::deliver(answer_to.pid,
                      answer->wire->failure(*answer, answer_to.ref, ExitReason::over_limit("message limit")));
    return;
  }
  if (answer) unanswered_[{answer_to.pid, answer_to.ref}] = answer;
  bound_out();
}

void CellProxy::bound_out() {
  if (out_.size() - sent_ <= limits_.mailbox) return;
  flush();
  if (out_.size() - sent_ > limits_.mailbox) end(ExitReason::over_limit("mailbox limit"));
}

void CellProxy::refuse(detail::EnvelopePtr envelope, std::string why) {
  log_error(label() + ": " + why);
  detail::discard(std::move(envelope), ExitReason(std::move(why)));
}

void CellProxy::note_outgoing(Pid to, const Envelope& envelope) {
  if (to == self_) return;  // the runtime keeps these for the process that this is
  switch (envelope.type->kind) {
    case detail::EnvelopeKind::monitor: {
      const auto& signal = static_cast<const detail::SignalEnvelope&>(envelope);
      watched_by_[{signal.from, signal.ref}] = to;
      return;
    }
    case detail::EnvelopeKind::demonitor: {
      const auto& signal = static_cast<const detail::SignalEnvelope&>(envelope);
      watched_by_.erase({signal.from, signal.ref});
      return;
    }
    case detail::EnvelopeKind::link:
      links_[{to, static_cast<const detail::SignalEnvelope&>(envelope).from}] = true;
      return;
    case detail::EnvelopeKind::unlink:
      links_.erase({to, static_cast<const detail::SignalEnvelope&>(envelope).from});
      return;
    case detail::EnvelopeKind::exit: {
      const auto& signal = static_cast<const detail::SignalEnvelope&>(envelope);
      if (signal.by_link) links_.erase({to, signal.from});
      return;
    }
    case detail::EnvelopeKind::down:
      watching_.erase(
          {to, static_cast<const detail::MessageEnvelope<Down>&>(envelope).message.monitor.value});
      return;
    default:
      return;
  }
}

void CellProxy::read_socket() {
  for (std::size_t taken = 0; taken < read_turn && !ended_;) {
    const IoResult got = socket_.read(in_.room(read_chunk), read_chunk);
    if (got.status == IoResult::Status::would_block) break;
    // Why it closed, CellGone will tell.
    if (got.status != IoResult::Status::done) return;
    taken += got.bytes;
    in_.filled(got.bytes);
    take_frames();
  }
  socket_.arm_readable();
}

void CellProxy::read_log() {
  for (std::size_t taken = 0; taken < read_turn;) {
    std::array<char, 4096> buffer;
    const IoResult got = log_.read(buffer.data(), buffer.size());
    if (got.status == IoResult::Status::would_block) break;
    if (got.status != IoResult::Status::done) return;
    taken += got.bytes;
    log_text_.append(buffer.data(), got.bytes);
    log_lines(false);
  }
  log_.arm_readable();
}

void CellProxy::log_lines(bool rest) {
  constexpr std::size_t longest = 4096;
  std::size_t begin = 0;
  for (;;) {
    std::size_t end_of_line = log_text_.find('\n', begin);
    std::size_t next = end_of_line + 1;
    if (end_of_line == std::string::npos) {
      if (log_text_.size() - begin < longest && (!rest || begin == log_text_.size())) break;
      end_of_line = next = std::min(log_text_.size(), begin + longest);
    }
    if (end_of_line > begin) log_warning(label() + ": " + log_text_.substr(begin, end_of_line - begin));
    begin = next;
  }
  log_text_.erase(0, begin);
}

void CellProxy::flush() {
  while (socket_ && sent_ < out_.size()) {
    const IoResult moved = socket_.write(std::string_view(out_).substr(sent_));
    if (moved.status == IoResult::Status::would_block) {
      socket_.arm_writable();
      break;
    }
    if (moved.status != IoResult::Status::done) break;  // CellGone will come
    sent_ += moved.bytes;
  }
  if (sent_ == out_.size()) {
    out_.clear();
    sent_ = 0;
    if (out_.capacity() > read_turn) out_.shrink_to_fit();
  } else if (sent_ > read_turn) {
    out_.erase(0, sent_);
    sent_ = 0;
  }
}

}  // namespace anqa::cell
