#pragma once

#include <memory>
#include <string>

#include "anqa/live/detail/live_uploads.hpp"
#include "anqa/web/socket/channel_process.hpp"

namespace anqa::detail {

// What the process of a file and that of its view tell each other.

/// A file wants to come: the view's answer is a ticket.
struct UploadJoin {
  using Reply = UploadTicket;
  std::string upload_ref, entry_ref;
  std::uint32_t cid = 0;
  Pid channel;
};
/// All of it is here.
struct UploadReceived {
  std::string upload_ref, entry_ref;
  std::uint32_t cid = 0;
  UploadMeta meta;
};
/// It came to nothing.
struct UploadFailed {
  std::string upload_ref, entry_ref;
  std::uint32_t cid = 0;
  std::string reason;
};
/// The view is done with it.
struct UploadStop {};

/// The channel of one file on its way, topic "lvu:<ref of its entry>".
class UploadChannel : public ChannelProcess {
 public:
  using Infos = Messages<UploadStop>;

  void handle_info(const UploadStop&);
  void handle_info(const Down& down);
  void handle_timeout();

 protected:
  Task<JoinReply> join_topic(SocketMessage message) override;
  Task<void> handle_message(SocketMessage message) override;

 private:
  void chunk(const SocketMessage& message);
  void fail(std::string reason);
  void expect_a_chunk(bool from_now_on);

  Pid view_;
  std::string upload_ref_, entry_ref_;
  std::uint32_t cid_ = 0;
  std::uint64_t max_file_size_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t received_ = 0;
  std::chrono::milliseconds chunk_timeout_{};
  TimePoint deadline_{};  ///< of the next byte
  std::unique_ptr<UploadWriter> writer_;
};

}  // namespace anqa::detail
