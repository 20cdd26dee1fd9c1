#include "anqa/live/channel/internal/kept_view.hpp"

#include "anqa/live/detail/components.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/otp/gen_server.hpp"
#include "anqa/runtime/process.hpp"

namespace anqa::detail {
namespace {

constexpr std::chrono::seconds patience{10};

struct TakeView {
  using Reply = KeptView;
  Term session;
};

class ViewKeeper : public GenServer {
 public:
  ViewKeeper(const std::string& name, KeptView kept, Term session)
      : kept_(std::move(kept)), session_(std::move(session)) {
    if (register_name(name)) {
      timeout_after(*this, patience);
    } else {
      stop();
    }
  }
  KeptView handle_call(const TakeView& take) {
    stop();
    if (!(take.session == session_)) return {};
    return std::move(kept_);
  }
  void handle_timeout() { stop(); }

 private:
  KeptView kept_;
  Term session_;
};

std::string name_of(std::string_view id) { return "anqa live view " + std::string(id); }

}  // namespace

void keep_view(const std::string& id, KeptView kept, Term session) {
  kept.view->set_nested(nullptr);
  start<ViewKeeper>(name_of(id), std::move(kept), std::move(session));
}

Task<KeptView> take_kept(std::string id, Term session) {
  const Pid keeper = whereis(name_of(id));
  if (!keeper) co_return KeptView();
  try {
    co_return co_await call(Server<ViewKeeper>(keeper), TakeView{std::move(session)});
  } catch (const CallError&) {
    co_return KeptView();  // its patience has just ended
  }
}

std::string_view path_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return url;
  const std::size_t slash = url.find('/', scheme + 3);
  return slash == std::string_view::npos ? std::string_view("/") : url.substr(slash);
}

}  // namespace anqa::detail
