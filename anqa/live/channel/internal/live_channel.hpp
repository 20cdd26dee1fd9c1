#pragma once

#include <exception>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/live/channel/internal/live_route.hpp"
#include "anqa/live/channel/internal/tokens.hpp"
#include "anqa/live/channel/internal/upload_channel.hpp"
#include "anqa/live/channel/live_transport.hpp"
#include "anqa/live/detail/asyncs.hpp"
#include "anqa/live/detail/component_message.hpp"
#include "anqa/live/detail/components.hpp"
#include "anqa/live/detail/live_uploads.hpp"
#include "anqa/live/view.hpp"
#include "anqa/web/guard.hpp"
#include "anqa/web/socket/channel_process.hpp"

namespace anqa::json {
class Writer;
}

namespace anqa::detail {

/// What a live view's socket is connected with.
struct LiveAssigns {
  Term session;
};

/// The channel of one live view that a browser holds open, topic "lv:<id of its element>": what the official
/// server's Phoenix.LiveView.Channel does.
class LiveChannel : public ChannelProcess, private LiveHost, private NestedViews {
 public:
  explicit LiveChannel(LiveOptions options) : options_(std::move(options)) {}
  ~LiveChannel() noexcept(false) override;

  using Infos = Messages<AsyncDone, UploadReceived, UploadFailed, ComponentUpdate, ComponentInfo, PatchPage>;

  Task<void> handle_info(const AnyMessage& message);
  Task<void> handle_info(const Down& down);
  Task<void> handle_info(const AsyncDone& done);
  Task<void> handle_info(UploadReceived received);
  Task<void> handle_info(const UploadFailed& failed);
  Task<void> handle_info(ComponentUpdate update);
  Task<void> handle_info(const ComponentInfo& info);
  Task<void> handle_info(const PatchPage& patch);
  UploadTicket handle_call(const UploadJoin& join);
  void terminate(const ExitReason& reason);

 protected:
  Task<JoinReply> join_topic(SocketMessage message) override;
  Task<void> handle_message(SocketMessage message) override;
  void leave(const SocketMessage& message) override;

 private:
  Pid transport_pid() const override { return link().socket().pid(); }
  const Params& connect_params() const override;
  const SocketInfo& connect_info() const override { return info(); }
  bool static_changed() const override;

  Task<void> html(std::string* out, const ViewType* type, LiveRender how) override;
  std::string element(const ViewType& type, const LiveRender& how) override;

  std::string_view name() const { return type_ != nullptr ? type_->name : "LiveView"; }
  /// A join whose tokens and address are in order.
  struct Request {
    const ViewType* view = nullptr;
    Params params;
    std::string url;  ///< empty for a view that no route leads to
    Flash flash;
    bool redirected = false;
    const Route* route = nullptr;  ///< whose guards are to be asked
    std::shared_ptr<const Admitted> admitted;
    Params connect_params;
    /// What a parent gives to a view within it, or a live session to its views; nil: nothing.
    Term given_session;
    Pid parent;  ///< that it ends with
  };
  using Verdict = std::expected<Request, std::string_view>;

  Verdict check(const Params& payload) const;
  Verdict check_address(Request request, const SessionToken& session, const Params& payload) const;
  Task<JoinReply> mount(Request request);
  /// Makes the view, or takes over that of the first render.
  Task<bool> mount_view(const Request* request);
  void start_view();

  /// What the view's stash is kept under; empty for a view that keeps nothing.
  std::string stash_key() const;
  void put_stash(Mask changed);
  std::string joined_json(std::string rendered, bool redirected,
                          const std::optional<std::string>& live_patch);
  /// What the page that the visitor is sent to is to find.
  Leaving leaving() const;
  JoinReply redirected_reply(const Navigation& asked);
  JoinReply turned_away_reply(const Admission& verdict);

  int status_of(const std::exception& error) const;

  /// Asks the guards of a route, as each way into its scope does.
  Task<Entrance> ask_guards(const Route* route, Params params);
  /// The same for an open page whose address changes. False: the page is left, and whoever waits for `ref`
  /// was told.
  Task<bool> may_go_to(const LiveTarget* target, std::optional<std::string> ref);

  Task<void> event(const SocketMessage& message);
  Task<void> live_patch(const SocketMessage& message);

  /// Brings what a handler did to the client: as the reply to `ref`, or as a push.
  Task<void> settle(Task<void> handler, std::optional<std::string> ref);
  Task<void> settle_later(Task<void> handler, std::optional<std::string> ref);
  [[nodiscard]] Task<void> answer(std::optional<std::string> ref);
  Task<void> answer_later(Task<void> rest, std::optional<std::string> ref);
  void send_answer(const std::optional<std::string>& ref);
  void cids_destroyed(const SocketMessage& message);

  /// The view, or one of its components, and an upload of it.
  struct Uploading {
    LiveInstance* owner = nullptr;
    const LiveUploads::Allowed* upload = nullptr;
  };
  LiveInstance* owner_of(std::uint32_t cid) const;
  Uploading find_upload(const Params& payload) const;
  void take_selected(LiveInstance* owner, const Params& selected);
  Task<void> allow_upload(SocketMessage message);
  void preflight(json::Writer& writer, LiveInstance* owner, const LiveUploads::Allowed& upload,
                 const std::vector<std::string>& refs);
  Task<void> progress(SocketMessage message);
  bool upload_ended(Pid channel);
  void leave_for(const Navigation& asked, const std::optional<std::string>& ref);
  Task<void> patch_to(LiveTarget target, std::string url, std::optional<std::string> ref);
  /// Where a patch leads, which must be this view behind the same plugs, else std::logic_error.
  LiveTarget patch_target(const Navigation& navigation) const;

  const Router& router() const;
  /// Nil for a socket that was opened without the page's CSRF token.
  const Term& visitor_session() const;
  LiveTokens tokens() const;

  /// How often handle_params may lead on to another patch.
  static constexpr int max_patches = 10;

  const ViewType* type_ = nullptr;
  const Route* route_ = nullptr;
  std::unique_ptr<ViewInstance> view_;
  std::string url_;
  /// Only while the view is mounted.
  const Params* connect_params_ = nullptr;
  Pid parent_;
  LiveOptions options_;
  bool crashed_ = false;
  /// What is being written to the client, while it is.
  struct Answer {
    std::string out;
    bool anything = false;
  };
  std::unique_ptr<Answer> answer_;
  /// For the log of a crash.
  std::string handling_ = "join";
};

}  // namespace anqa::detail
