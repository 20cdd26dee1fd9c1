#include <algorithm>

#include "anqa/base/log.hpp"
#include "anqa/cell/internal/proxy.hpp"

// What comes from the cell. A process that has overwritten its own memory may send anything: nothing here may
// harm the application, whatever the bytes are.

namespace anqa::cell {
namespace {

/// Links and monitors of the processes of one cell: what they take here, the cell's own limits do not count.
constexpr std::size_t most_ties = 65536;

/// Bytes of memory that a message of at most `size` on the wire may take beside those.
constexpr std::size_t memory_for(std::size_t size) { return std::max(16 * size, 16_MiB); }

}  // namespace

void CellProxy::take_frames() {
  while (!ended_) {
    auto frame = in_.next();
    if (!frame) break;
    WireReader reader(frame->body.data(), frame->body.size());
    reader.limit_memory(memory_for(limits_.message));
    if (take_frame(frame->kind, reader)) continue;
    end(ExitReason("bad message from the cell"));
  }
  if (in_.bad()) end(ExitReason("bad message from the cell"));
}

bool CellProxy::take_frame(FrameKind kind, WireReader& reader) {
  switch (kind) {
    case FrameKind::started:
      started_.set_value(detail::Nothing{});
      CellFactory::get().replenish();
      return reader.done();
    case FrameKind::ended: {
      ExitReason reason;
      detail::wire_get(reason, reader);
      if (!reader.done()) return false;
      end(std::move(reason));
      return true;
    }
    case FrameKind::message:
      return take_message(reader);
    case FrameKind::answer:
      return take_answer(reader);
    case FrameKind::exit:
      return take_exit(reader);
    case FrameKind::link:
    case FrameKind::unlink:
    case FrameKind::monitor:
    case FrameKind::demonitor:
      return take_signal(kind, reader);
    case FrameKind::down:
      return take_down(reader);
    case FrameKind::whereis: {
      const auto question = reader.raw<std::uint64_t>();
      const std::string name = reader.text();
      if (!reader.done()) return false;
      const Pid found = ::anqa::whereis(name);
      append_frame(out_, FrameKind::where, [&](WireWriter& writer) {
        writer.raw(question);
        writer.raw(found);
      });
      flush();
      bound_out();
      return true;
    }
    case FrameKind::log: {
      const auto level = reader.raw<LogLevel>();
      const std::string text = reader.text();
      if (!reader.done() || level >= LogLevel::off) return false;
      log(level, label() + ": " + text);
      return true;
    }
    case FrameKind::start:
    case FrameKind::where:
      return false;
  }
  return false;
}

bool CellProxy::take_message(WireReader& reader) {
  const Pid to = reader.raw<Pid>();
  const EnvelopeType* type = detail::type_of_number(reader.raw<std::uint32_t>());
  const auto answer_to = reader.raw<AnswerTo>();
  if (reader.failed() || is_inside(to) || !type || type->kind != detail::EnvelopeKind::message ||
      !type->wire || !type->wire->put || is_for_the_application(*type))
    return false;
  // Whom to answer: a process in the cell, and none of this process's own waits.
  if (type->is_call && (!is_inside(answer_to.pid) || answer_to.ref == 0 ||
                        (answer_to.pid == self_ && answer_to.ref < detail::first_foreign_ref)))
    return false;
  Envelope* envelope = type->wire->get(checked(*type), reader, answer_to);
  if (!envelope) return false;
  if (!reader.done()) {
    detail::discard(EnvelopePtr(envelope), ExitReason::noproc);
    return false;
  }
  detail::deliver(to, envelope);
  return true;
}

bool CellProxy::take_answer(WireReader& reader) {
  const Pid to = reader.raw<Pid>();
  const auto ref = reader.raw<std::uint64_t>();
  const auto number = reader.raw<std::uint32_t>();
  if (reader.failed()) return false;
  auto found = unanswered_.find({to, ref});
  if (found == unanswered_.end() || number != detail::type_number(*found->second)) return false;
  const EnvelopeType& type = *found->second;
  Envelope* envelope = type.wire->get(type, reader, {to, ref});
  if (!envelope) return false;
  unanswered_.erase(found);
  detail::deliver(to, envelope);
  return reader.done();
}

bool CellProxy::take_signal(FrameKind kind, WireReader& reader) {
  const Pid from = reader.raw<Pid>();
  const Pid to = reader.raw<Pid>();
  const auto ref = reader.raw<std::uint64_t>();
  if (!reader.done() || !is_inside(from) || is_inside(to)) return false;
  if (from == self_ && (kind == FrameKind::monitor || kind == FrameKind::demonitor) &&
      ref < detail::first_foreign_ref)
    return false;
  if (!note_incoming(kind, from, to, ref)) return false;
  switch (kind) {
    case FrameKind::link:
      detail::send_link(from, to, static_cast<std::uint32_t>(ref));
      return true;
    case FrameKind::unlink:
      detail::send_unlink(from, to, static_cast<std::uint32_t>(ref), (ref & detail::receivers_link) != 0);
      return true;
    case FrameKind::monitor:
      detail::send_monitor(from, to, ref);
      return true;
    default:
      detail::send_demonitor(from, to, ref);
      return true;
  }
}

bool CellProxy::note_incoming(FrameKind kind, Pid from, Pid to, std::uint64_t ref) {
  const bool mine = from == self_;
  switch (kind) {
    case FrameKind::link:
      if (mine) {
        detail::note_link(to, static_cast<std::uint32_t>(ref));
      } else {
        links_[{from, to}] = true;
      }
      break;
    case FrameKind::unlink:
      if (mine) {
        detail::note_unlink(to);
      } else {
        links_.erase({from, to});
      }
      return true;
    case FrameKind::monitor:
      // With one number twice, whom it watches would be told of fewer ends of watching than of beginnings.
      if (mine ? !detail::note_monitor(ref, to) : !watching_.try_emplace({from, ref}, to).second)
        return false;
      break;
    default:
      if (mine) {
        detail::note_demonitor(ref);
      } else {
        watching_.erase({from, ref});
      }
      return true;
  }
  if (links_.size() + watching_.size() + detail::tie_count() > most_ties)
    end(ExitReason::over_limit("links and monitors limit"));
  return true;
}

bool CellProxy::take_exit(WireReader& reader) {
  const Pid from = reader.raw<Pid>();
  const Pid to = reader.raw<Pid>();
  ExitReason reason;
  detail::wire_get(reason, reader);
  bool by_link = false;
  detail::wire_get(by_link, reader);
  if (!reader.done() || is_inside(to) || (from && !is_inside(from))) return false;
  if (by_link) {
    if (from == self_) return true;  // this process's own end tells them
    links_.erase({from, to});
  }
  detail::send_exit(from, to, std::move(reason), by_link);
  return true;
}

bool CellProxy::take_down(WireReader& reader) {
  const Pid to = reader.raw<Pid>();
  const auto ref = reader.raw<std::uint64_t>();
  const Pid ended = reader.raw<Pid>();
  ExitReason reason;
  detail::wire_get(reason, reader);
  if (!reader.done()) return false;
  auto found = watched_by_.find({to, ref});
  if (found == watched_by_.end() || found->second != ended) return ended == self_;
  watched_by_.erase(found);
  detail::send_down(to, ref, ended, std::move(reason));
  return true;
}

}  // namespace anqa::cell
