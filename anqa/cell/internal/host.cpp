#include "anqa/cell/internal/host.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <limits>

#include "anqa/runtime/await.hpp"
#include "anqa/runtime/detail/signals.hpp"

namespace anqa::cell {
namespace {

void wait_until_ready(int socket, short events) {
  pollfd watched{socket, events, 0};
  ::poll(&watched, 1, -1);
}

}  // namespace

// What the application sends has been measured there.
Host::Host(int socket) : socket_(socket), in_(std::numeric_limits<std::uint32_t>::max()) {}

bool Host::receive_order(StartOrder& order, std::string& arguments) {
  for (;;) {
    std::optional<FrameReader::Frame> frame = in_.next();
    if (frame) {
      WireReader reader(frame->body.data(), frame->body.size());
      order = reader.raw<StartOrder>();
      const std::size_t left = reader.left();
      if (const char* rest = reader.bytes(left)) arguments.assign(rest, left);
      return frame->kind == FrameKind::start && reader.done();
    }
    wait_until_ready(socket_, POLLIN);
    const ssize_t size = ::recv(socket_, in_.room(65536), 65536, 0);
    if (size > 0) in_.filled(static_cast<std::size_t>(size));
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) return false;
  }
}

void Host::send(std::string_view frames) {
  std::scoped_lock lock(writing_);
  while (!frames.empty()) {
    const ssize_t sent = ::send(socket_, frames.data(), frames.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      frames.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      wait_until_ready(socket_, POLLOUT);
    } else if (errno != EINTR) {
      ::_exit(0);  // nobody is left to work for
    }
  }
}

void Host::route(Pid to, EnvelopePtr envelope) {
  if (to == server_) return detail::discard(std::move(envelope), ExitReason::noproc);  // it has ended
  const EnvelopeType& type = *envelope->type;
  if (type.kind == detail::EnvelopeKind::message && type.payload_id != detail::payload_id<Exit> &&
      is_for_the_application(type)) {
    std::string why = std::string(type.name()) + " cannot be sent from a cell: only the runtime makes one";
    log_error(why);
    return detail::discard(std::move(envelope), ExitReason(std::move(why)));
  }
  if (!can_travel(*envelope)) {
    if (envelope->type->kind == detail::EnvelopeKind::completion) return;
    std::string why = cannot_travel(*envelope);
    log_error(why);
    return detail::discard(std::move(envelope), ExitReason(std::move(why)));
  }
  std::string frame;
  const EnvelopeType* answer = nullptr;
  append_parcel(frame, to, *envelope, answer);
  send(frame);
}

Pid Host::whereis(std::string_view name) {
  std::unique_lock lock(reading_);
  const std::uint64_t question = next_question_++;
  std::string frame;
  append_frame(frame, FrameKind::whereis, [&](WireWriter& writer) {
    writer.raw(question);
    writer.size(name.size());
    writer.bytes(name.data(), name.size());
  });
  send(frame);
  for (;;) {
    if (auto found = answers_.find(question); found != answers_.end()) {
      const Pid pid = found->second;
      answers_.erase(found);
      return pid;
    }
    receive(true);
  }
}

void Host::write(LogLevel level, std::string_view message) {
  std::string frame;
  append_frame(frame, FrameKind::log, [&](WireWriter& writer) {
    writer.raw(level);
    writer.size(message.size());
    writer.bytes(message.data(), message.size());
  });
  send(frame);
}

void Host::tell_started() {
  std::string frame;
  append_frame(frame, FrameKind::started, [](WireWriter&) {});
  send(frame);
}

void Host::end(const ExitReason& reason) {
  std::string frame;
  append_frame(frame, FrameKind::ended, [&](WireWriter& writer) { detail::wire_put(reason, writer); });
  send(frame);
  ::_exit(0);
}

Task<void> Host::serve(Host* host) {
  // A copy of the socket: the one that is watched here is closed by whoever watches it.
  TcpStream watched = TcpStream::adopt(::dup(host->socket_));
  for (;;) {
    if (host->receive(false)) {
      co_await yield();  // a flood must not keep the server from its turn
    } else {
      co_await watched.readable();
    }
  }
}

bool Host::receive(bool block) {
  std::scoped_lock lock(reading_);
  take_frames();  // those that came together with the start order
  if (block) wait_until_ready(socket_, POLLIN);
  constexpr std::size_t chunk = 65536;
  const ssize_t size = ::recv(socket_, in_.room(chunk), chunk, 0);
  if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) ::_exit(0);  // the application has gone
  if (size < 0) return errno == EINTR;
  in_.filled(static_cast<std::size_t>(size));
  take_frames();
  return true;
}

void Host::take_frames() {
  while (auto frame = in_.next()) {
    WireReader reader(frame->body.data(), frame->body.size());
    take(frame->kind, reader);
  }
  if (in_.bad()) ::_exit(1);
}

void Host::take(FrameKind kind, WireReader& reader) {
  switch (kind) {
    case FrameKind::message: {
      const Pid to = reader.raw<Pid>();
      const EnvelopeType* type = detail::type_of_number(reader.raw<std::uint32_t>());
      const auto answer_to = reader.raw<AnswerTo>();
      Envelope* envelope = type && type->wire ? type->wire->get(*type, reader, answer_to) : nullptr;
      if (envelope) detail::deliver(to, envelope);
      return;
    }
    case FrameKind::answer: {
      const Pid to = reader.raw<Pid>();
      const auto ref = reader.raw<std::uint64_t>();
      const EnvelopeType* type = detail::type_of_number(reader.raw<std::uint32_t>());
      Envelope* envelope = type && type->wire ? type->wire->get(*type, reader, {to, ref}) : nullptr;
      if (envelope) detail::deliver(to, envelope);
      return;
    }
    case FrameKind::exit: {
      const Pid from = reader.raw<Pid>();
      const Pid to = reader.raw<Pid>();
      ExitReason reason;
      detail::wire_get(reason, reader);
      bool by_link = false;
      detail::wire_get(by_link, reader);
      return detail::send_exit(from, to, std::move(reason), by_link);
    }
    case FrameKind::down: {
      const Pid to = reader.raw<Pid>();
      const auto ref = reader.raw<std::uint64_t>();
      const Pid ended = reader.raw<Pid>();
      ExitReason reason;
      detail::wire_get(reason, reader);
      return detail::send_down(to, ref, ended, std::move(reason));
    }
    case FrameKind::where: {
      const auto question = reader.raw<std::uint64_t>();
      answers_[question] = reader.raw<Pid>();
      return;
    }
    default: {
      const Pid from = reader.raw<Pid>();
      const Pid to = reader.raw<Pid>();
      const auto ref = reader.raw<std::uint64_t>();
      if (kind == FrameKind::link) return detail::send_link(from, to, static_cast<std::uint32_t>(ref));
      if (kind == FrameKind::unlink)
        return detail::send_unlink(from, to, static_cast<std::uint32_t>(ref),
                                   (ref & detail::receivers_link) != 0);
      if (kind == FrameKind::monitor) return detail::send_monitor(from, to, ref);
      if (kind == FrameKind::demonitor) return detail::send_demonitor(from, to, ref);
    }
  }
}

}  // namespace anqa::cell
