#include "anqa/live/channel/internal/upload_channel.hpp"

#include <algorithm>

#include "anqa/base/log.hpp"
#include "anqa/live/channel/internal/live_channel.hpp"
#include "anqa/live/channel/internal/tokens.hpp"
#include "anqa/live/uploads.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/web/crypto/random.hpp"
#include "anqa/web/detail/channel_server.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa::detail {
namespace {

std::string refusal_json(std::string_view reason) { return "{\"reason\":\"" + std::string(reason) + "\"}"; }

}  // namespace

std::string new_upload_ref() { return "phx-" + random_token(12); }

void stop_upload(Pid channel) { send(channel, UploadStop{}); }

Task<JoinReply> UploadChannel::join_topic(SocketMessage message) {
  const LiveTokens tokens(info().endpoint->config.secret_key_base);
  const auto token = tokens.read_upload(message.payload.get("token").value_or(""));
  if (!token || !is_alive(token->view)) co_return JoinReply::error(refusal_json("invalid_token"));
  view_ = token->view;
  upload_ref_ = token->upload_ref;
  entry_ref_ = token->entry_ref;
  cid_ = token->cid;
  monitor(view_);
  const Server<channel_server<LiveChannel>> view(view_);
  UploadTicket ticket = co_await call(view, UploadJoin{upload_ref_, entry_ref_, cid_, self()});
  if (!ticket.refusal.empty()) co_return JoinReply::error(refusal_json(ticket.refusal));
  max_file_size_ = ticket.max_file_size;
  size_ = ticket.size;
  chunk_timeout_ = ticket.chunk_timeout;
  writer_ = std::move(ticket.writer);
  expect_a_chunk(true);
  co_return JoinReply::ok();
}

void UploadChannel::handle_info(const UploadStop&) {
  writer_.reset();
  stop(ExitReason::shutdown_with("the upload is over"));
}

void UploadChannel::handle_info(const Down& down) {
  if (down.pid == view_) stop(ExitReason::shutdown_with("its view has ended"));
}

/// Bytes put it off, and nothing else that a client may say.
void UploadChannel::expect_a_chunk(bool from_now_on) {
  if (writer_ == nullptr || chunk_timeout_.count() <= 0) return;
  const TimePoint now = System::current().scheduler().now();
  if (from_now_on) deadline_ = now + chunk_timeout_;
  timeout_after(*this, std::max<Duration>(deadline_ - now, Duration::zero()));
}

void UploadChannel::handle_timeout() {
  log_info("live view: \"" + link().topic() + "\" has sent nothing for " +
           std::to_string(chunk_timeout_.count()) + " ms, its upload ends");
  fail("interrupted");
}

void UploadChannel::fail(std::string reason) {
  writer_.reset();
  send(view_, UploadFailed{upload_ref_, entry_ref_, cid_, std::move(reason)});
  stop(ExitReason::shutdown_with("the upload failed"));
}

Task<void> UploadChannel::handle_message(SocketMessage message) {
  const std::uint64_t before = received_;
  if (message.event == "chunk" && message.binary) {
    chunk(message);
  } else {
    link().reply_json(message.ref, "error", R"({"reason":"unknown message"})");
  }
  expect_a_chunk(received_ > before);
  return {};
}

void UploadChannel::chunk(const SocketMessage& message) {
  if (writer_ == nullptr) {
    return link().reply_json(message.ref, "error", R"({"reason":"the file is complete"})");
  }
  received_ += message.binary->size();
  // No more than the view takes, and no more than was announced.
  if (received_ > max_file_size_ || received_ > size_) {
    const std::uint64_t limit = std::min(max_file_size_, size_);
    link().reply_json(message.ref, "error",
                      R"({"reason":"file_size_limit_exceeded","limit":)" + std::to_string(limit) + "}");
    return fail("too_large");
  }
  std::string why;
  if (const auto written = writer_->write_chunk(*message.binary); !written) why = written.error().message;
  if (why.empty() && received_ == size_) {
    auto meta = writer_->close();
    writer_.reset();
    if (meta) {
      send(view_, UploadReceived{upload_ref_, entry_ref_, cid_, std::move(*meta)});
    } else {
      why = meta.error().message;
    }
  }
  if (why.empty()) return link().reply_json(message.ref, "ok", "{}");
  log_error("live view: \"" + link().topic() + "\" cannot be written: " + why);
  link().reply_json(message.ref, "error", R"({"reason":"writer_error"})");
  fail("writer_failure");
}

}  // namespace anqa::detail
